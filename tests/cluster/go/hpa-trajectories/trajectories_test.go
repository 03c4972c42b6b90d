// Package trajectories runs the HPA controller of Kubernetes in virtual time, over cases from a file.
package trajectories

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/go-logr/logr"
	"github.com/go-logr/logr/funcr"
	autoscalingv1 "k8s.io/api/autoscaling/v1"
	autoscaling "k8s.io/api/autoscaling/v2"
	v1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/meta/testrestmapper"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	utilruntime "k8s.io/apimachinery/pkg/util/runtime"
	utilfeature "k8s.io/apiserver/pkg/util/feature"
	"k8s.io/client-go/informers"
	coreinformers "k8s.io/client-go/informers/core/v1"
	"k8s.io/client-go/kubernetes/fake"
	corelisters "k8s.io/client-go/listers/core/v1"
	scalefake "k8s.io/client-go/scale/fake"
	core "k8s.io/client-go/testing"
	featuregatetesting "k8s.io/component-base/featuregate/testing"
	"k8s.io/klog/v2"
	"k8s.io/kubernetes/pkg/api/legacyscheme"
	_ "k8s.io/kubernetes/pkg/apis/apps/install"
	_ "k8s.io/kubernetes/pkg/apis/autoscaling/install"
	_ "k8s.io/kubernetes/pkg/apis/core/install"
	"k8s.io/kubernetes/pkg/controller/podautoscaler"
	"k8s.io/kubernetes/pkg/controller/podautoscaler/metrics"
	"k8s.io/kubernetes/pkg/features"
)

// worlds answer the controller for all cases of a group, each of which has a namespace of its own.
type worlds map[string]*world

func (w worlds) metric(namespace, key string) (*world, int) {
	world := w[namespace]
	for i, spec := range world.Spec.Metrics {
		if keyOf(spec) == key {
			return world, i
		}
	}
	panic("no metric " + key)
}

func keyOf(spec autoscaling.MetricSpec) string {
	switch spec.Type {
	case autoscaling.ResourceMetricSourceType:
		return string(spec.Resource.Name) + "/"
	case autoscaling.ContainerResourceMetricSourceType:
		return string(spec.ContainerResource.Name) + "/" + spec.ContainerResource.Container
	case autoscaling.PodsMetricSourceType:
		return spec.Pods.Metric.Name
	case autoscaling.ObjectMetricSourceType:
		return spec.Object.Metric.Name
	}
	return spec.External.Metric.Name
}

func (w worlds) GetResourceMetric(_ context.Context, resource v1.ResourceName, namespace string, _ labels.Selector, container string) (metrics.PodMetricsInfo, time.Time, error) {
	world, i := w.metric(namespace, string(resource)+"/"+container)
	if err := world.failure(i, "resource"); err != nil {
		return nil, time.Time{}, err
	}
	return world.samples(i), time.Now(), nil
}

func (w worlds) GetRawMetric(name string, namespace string, _, _ labels.Selector) (metrics.PodMetricsInfo, time.Time, error) {
	world, i := w.metric(namespace, name)
	if err := world.failure(i, "custom"); err != nil {
		return nil, time.Time{}, err
	}
	return world.samples(i), time.Now(), nil
}

func (w worlds) GetObjectMetric(name string, namespace string, _ *autoscaling.CrossVersionObjectReference, _ labels.Selector) (int64, time.Time, error) {
	world, i := w.metric(namespace, name)
	if err := world.failure(i, "custom"); err != nil {
		return 0, time.Time{}, err
	}
	return world.value(i), time.Now(), nil
}

func (w worlds) GetExternalMetric(name, namespace string, _ labels.Selector) ([]int64, time.Time, error) {
	world, i := w.metric(namespace, name)
	if err := world.failure(i, "external"); err != nil {
		return nil, time.Time{}, err
	}
	value := world.value(i)
	return []int64{value / 2, value - value/2}, time.Now(), nil
}

// podInformer lists the pods of the worlds, without a watch.
type podInformer struct {
	coreinformers.PodInformer
	worlds worlds
}

type podLister struct {
	corelisters.PodLister
	worlds worlds
}

type namespaceLister struct {
	corelisters.PodNamespaceLister
	world *world
}

func (p podInformer) Lister() corelisters.PodLister { return podLister{worlds: p.worlds} }

func (p podLister) Pods(namespace string) corelisters.PodNamespaceLister {
	return namespaceLister{world: p.worlds[namespace]}
}

func (p namespaceLister) List(labels.Selector) ([]*v1.Pod, error) { return p.world.pods(), nil }

// logger tells the worlds of events before they are counted together: the recorder logs each.
func (w worlds) logger() logr.Logger {
	var lock sync.Mutex
	return funcr.NewJSON(func(line string) {
		if !strings.Contains(line, `"msg":"Event occurred"`) {
			return
		}
		var event struct {
			Object                struct{ Namespace string }
			Type, Reason, Message string
		}
		if err := json.Unmarshal([]byte(line), &event); err != nil {
			panic(err)
		}
		lock.Lock()
		defer lock.Unlock()
		trace := &w[event.Object.Namespace].trace
		trace.Events = append(trace.Events, Event{w[event.Object.Namespace].now(), event.Type, event.Reason, event.Message})
	}, funcr.Options{Verbosity: 3})
}

func run(ticks int, group *Group) []Trace {
	ctx, cancel := context.WithCancel(context.Background())
	worlds := worlds{}
	var objects []runtime.Object
	for i := range group.Cases {
		c := &group.Cases[i]
		c.Spec.ScaleTargetRef = autoscaling.CrossVersionObjectReference{APIVersion: "apps/v1", Kind: "Deployment", Name: "x"}
		hpa := &autoscaling.HorizontalPodAutoscaler{ObjectMeta: metav1.ObjectMeta{Name: "h", Namespace: namespace(c.ID)}, Spec: c.Spec}
		legacyscheme.Scheme.Default(hpa)
		objects = append(objects, hpa)
		worlds[hpa.Namespace] = newWorld(c, time.Now())
	}
	// The newer one keeps managed fields, which nobody reads here, and takes three times as long.
	client := fake.NewSimpleClientset(objects...)
	client.PrependReactor("create", "events", func(action core.Action) (bool, runtime.Object, error) {
		return true, action.(core.CreateAction).GetObject(), nil
	})
	client.PrependReactor("patch", "events", func(core.Action) (bool, runtime.Object, error) {
		return true, &v1.Event{}, nil
	})
	client.PrependReactor("update", "horizontalpodautoscalers", func(action core.Action) (bool, runtime.Object, error) {
		hpa := action.(core.UpdateAction).GetObject().(*autoscaling.HorizontalPodAutoscaler)
		world := worlds[hpa.Namespace]
		world.trace.Statuses = append(world.trace.Statuses, Status{world.now(), *hpa.Status.DeepCopy()})
		return false, nil, nil
	})
	scales := &scalefake.FakeScaleClient{}
	scales.AddReactor("get", "*", func(action core.Action) (bool, runtime.Object, error) {
		world := worlds[action.GetNamespace()]
		existing, err := world.look()
		if err != nil {
			return true, nil, err
		}
		return true, &autoscalingv1.Scale{
			ObjectMeta: metav1.ObjectMeta{Name: "x", Namespace: action.GetNamespace()},
			Spec:       autoscalingv1.ScaleSpec{Replicas: world.replicas},
			Status:     autoscalingv1.ScaleStatus{Replicas: existing, Selector: world.Selector},
		}, nil
	})
	scales.AddReactor("update", "*", func(action core.Action) (bool, runtime.Object, error) {
		scale := action.(core.UpdateAction).GetObject().(*autoscalingv1.Scale)
		return true, scale, worlds[action.GetNamespace()].update(scale.Spec.Replicas)
	})
	mapper := testrestmapper.TestOnlyStaticRESTMapper(legacyscheme.Scheme, schema.GroupVersion{Group: "apps", Version: "v1"})
	factory := informers.NewSharedInformerFactory(client, 0)
	seconds := func(seconds int64) time.Duration { return time.Duration(seconds) * time.Second }
	controller := podautoscaler.NewHorizontalController(
		klog.NewContext(ctx, worlds.logger()), client.CoreV1(), scales, client.AutoscalingV2(), mapper, worlds,
		factory.Autoscaling().V2().HorizontalPodAutoscalers(), podInformer{factory.Core().V1().Pods(), worlds},
		period*time.Second, seconds(group.Flags.DownWindow), group.Flags.Tolerance,
		seconds(group.Flags.CPUInitialization), seconds(group.Flags.InitialReadiness))
	factory.Start(ctx.Done())
	factory.WaitForCacheSync(ctx.Done())
	go controller.Run(klog.NewContext(ctx, logr.Discard()), 1)
	time.Sleep(time.Second)
	for range ticks {
		time.Sleep(period * time.Second)
		// The fakes remember all that was asked.
		client.ClearActions()
		scales.ClearActions()
	}
	cancel()
	factory.Shutdown()
	var traces []Trace
	for _, c := range group.Cases {
		traces = append(traces, worlds[namespace(c.ID)].trace)
	}
	// What the controller started ends with time.
	time.Sleep(time.Minute)
	return traces
}

// TestTrajectories reads the cases from CASES and writes one trace a line to TRACES.
func TestTrajectories(t *testing.T) {
	klog.SetLogger(logr.Discard())
	// They wait since the last error, which another case had at another virtual time.
	utilruntime.ErrorHandlers = nil
	data, err := os.ReadFile(os.Getenv("CASES"))
	if err != nil {
		t.Fatal(err)
	}
	var cases Cases
	if err := json.Unmarshal(data, &cases); err != nil {
		t.Fatal(err)
	}
	file, err := os.Create(os.Getenv("TRACES"))
	if err != nil {
		t.Fatal(err)
	}
	var lock sync.Mutex
	buffered := bufio.NewWriterSize(file, 1<<20)
	encoder := json.NewEncoder(buffered)
	for _, gate := range []bool{false, true} {
		t.Run(fmt.Sprintf("HPAScaleToZero=%v", gate), func(t *testing.T) {
			featuregatetesting.SetFeatureGateDuringTest(t, utilfeature.DefaultFeatureGate, features.HPAScaleToZero, gate)
			t.Run("groups", func(t *testing.T) {
				for i := range cases.Groups {
					group := &cases.Groups[i]
					if group.ScaleToZero != gate {
						continue
					}
					t.Run(fmt.Sprint(i), func(t *testing.T) {
						t.Parallel()
						synctest.Test(t, func(t *testing.T) {
							traces := run(cases.Ticks, group)
							lock.Lock()
							defer lock.Unlock()
							for _, trace := range traces {
								if err := encoder.Encode(trace); err != nil {
									t.Fatal(err)
								}
							}
						})
					})
				}
			})
		})
	}
	if err := buffered.Flush(); err != nil {
		t.Fatal(err)
	}
}
