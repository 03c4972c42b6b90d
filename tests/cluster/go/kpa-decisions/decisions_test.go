// Package decisions runs Knative's autoscaler in virtual time, over cases from a file.
package decisions

import (
	"bufio"
	"encoding/json"
	"os"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric/noop"
	"go.uber.org/zap"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"knative.dev/serving/pkg/apis/autoscaling"
	"knative.dev/serving/pkg/apis/autoscaling/v1alpha1"
	"knative.dev/serving/pkg/autoscaler/config"
	"knative.dev/serving/pkg/autoscaler/metrics"
	"knative.dev/serving/pkg/autoscaler/scaling"
	"knative.dev/serving/pkg/reconciler/autoscaling/kpa/resources"
	autoscalingresources "knative.dev/serving/pkg/reconciler/autoscaling/resources"
)

// What the Rust side generates.
type Case struct {
	ID int
	// config-autoscaler, and a revision's annotations.
	Settings, Annotations map[string]string
	Concurrency           int64
	Reachable             bool
	// Ready pods at the start; later those that were wanted so many ticks before.
	Ready int
	Delay int
	// What is measured in each second; null if nothing is.
	Seconds []*float64
}

// Trace is what became of one case.
type Trace struct {
	ID                                           int
	Target, Total, BurstCapacity, PanicThreshold float64
	InitialScale, ActivationScale                int32
	StableWindow, PanicWindow, ScaleDownDelay    float64
	Weighted                                     bool
	Ticks                                        []Tick
}

// Tick is one decision.
type Tick struct {
	Stable, Panic float64
	Valid         bool
	Pods, Excess  int32
}

type pods struct{ ready int }

func (p *pods) ReadyCount() (int, error)    { return p.ready, nil }
func (p *pods) NotReadyCount() (int, error) { return 0, nil }

func run(c *Case) Trace {
	settings, err := config.NewConfigFromMap(c.Settings)
	if err != nil {
		panic(err)
	}
	pa := &v1alpha1.PodAutoscaler{ObjectMeta: metav1.ObjectMeta{Namespace: "n", Name: "r", Annotations: c.Annotations}}
	pa.Spec.ContainerConcurrency = c.Concurrency
	if !c.Reachable {
		pa.Spec.Reachability = v1alpha1.ReachabilityUnreachable
	}
	spec := resources.MakeDecider(pa, settings).Spec
	metric := autoscalingresources.MakeMetric(pa, "scraped", settings)
	trace := Trace{
		ID: c.ID, Target: spec.TargetValue, Total: spec.TotalValue, BurstCapacity: spec.TargetBurstCapacity,
		PanicThreshold: spec.PanicThreshold, InitialScale: spec.InitialScale, ActivationScale: spec.ActivationScale,
		StableWindow: metric.Spec.StableWindow.Seconds(), PanicWindow: metric.Spec.PanicWindow.Seconds(),
		ScaleDownDelay: spec.ScaleDownDelay.Seconds(),
		Weighted:       metric.AggregationAlgorithm() == autoscaling.MetricAggregationAlgorithmWeightedExponential,
	}
	logger := zap.NewNop().Sugar()
	collector := metrics.NewMetricCollector(func(*v1alpha1.Metric, *zap.SugaredLogger) (metrics.StatsScraper, error) {
		return nil, nil
	}, logger)
	if err := collector.CreateOrUpdate(metric); err != nil {
		panic(err)
	}
	defer collector.Delete("n", "r")
	key := types.NamespacedName{Namespace: "n", Name: "r"}
	ready := &pods{c.Ready}
	scaler := scaling.New(attribute.NewSet(), noop.NewMeterProvider(), "n", "r", collector, ready, &spec)
	wanted := []int{}
	for second, value := range c.Seconds {
		time.Sleep(time.Second)
		now := time.Now()
		if value != nil {
			collector.Record(key, now, metrics.Stat{AverageConcurrentRequests: *value, RequestCount: *value})
		}
		if second%2 == 1 {
			if tick := len(wanted) - c.Delay; tick >= 0 {
				ready.ready = wanted[tick]
			}
			result := scaler.Scale(logger, now)
			pods := ready.ready
			if result.ScaleValid {
				pods = int(result.DesiredPodCount)
			}
			wanted = append(wanted, pods)
			stable, panicking, _ := collector.StableAndPanicConcurrency(key, now)
			trace.Ticks = append(trace.Ticks, Tick{stable, panicking, result.ScaleValid, result.DesiredPodCount, result.ExcessBurstCapacity})
		}
	}
	return trace
}

// TestDecisions reads the cases from CASES and writes one trace a line to TRACES.
func TestDecisions(t *testing.T) {
	data, err := os.ReadFile(os.Getenv("CASES"))
	if err != nil {
		t.Fatal(err)
	}
	var cases []Case
	if err := json.Unmarshal(data, &cases); err != nil {
		t.Fatal(err)
	}
	file, err := os.Create(os.Getenv("TRACES"))
	if err != nil {
		t.Fatal(err)
	}
	buffered := bufio.NewWriterSize(file, 1<<20)
	encoder := json.NewEncoder(buffered)
	var lock sync.Mutex
	t.Run("cases", func(t *testing.T) {
		for i := range cases {
			t.Run("", func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					trace := run(&cases[i])
					lock.Lock()
					defer lock.Unlock()
					if err := encoder.Encode(trace); err != nil {
						t.Fatal(err)
					}
				})
			})
		}
	})
	if err := buffered.Flush(); err != nil {
		t.Fatal(err)
	}
}
