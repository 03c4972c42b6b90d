package trajectories

import (
	"errors"
	"fmt"
	"slices"
	"time"

	v1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/kubernetes/pkg/controller/podautoscaler/metrics"
)

const period = 15

// world is the pods of one case. A pod is known by its index; it lives while the replicas are more than that.
type world struct {
	*Case
	start time.Time
	tick  int
	// Replicas now, at the start of this look, and at the start of the one before.
	replicas, begun, before int32
	// When each was created and when it was deleted; -1 if it was not.
	born, left []int64
	trace      Trace
}

func newWorld(c *Case, start time.Time) *world {
	w := &world{Case: c, start: start, tick: -1, begun: c.Replicas, before: c.Replicas, trace: Trace{ID: c.ID}}
	for range c.Pods.Pending {
		w.born, w.left = append(w.born, -1), append(w.left, -1)
	}
	w.scale(c.Replicas, 0)
	return w
}

func (w *world) now() int64 { return int64(time.Since(w.start) / time.Second) }

func (w *world) scale(replicas int32, now int64) {
	w.replicas = replicas
	for i := range w.born {
		lives := w.born[i] >= 0 && w.left[i] < 0
		if int32(i) < replicas && !lives {
			w.born[i], w.left[i] = now, -1
		} else if int32(i) >= replicas && lives {
			w.left[i] = now
		}
	}
}

// look begins with the scale: once for each look.
func (w *world) look() (existing int32, err error) {
	if tick := int(w.now()/period) - 1; tick != w.tick {
		w.tick = tick
		for _, hand := range w.Hand {
			if int(hand[0]) == tick {
				w.scale(hand[1], w.now())
			}
		}
		w.before, w.begun = w.begun, w.replicas
	}
	if slices.Contains(w.ScaleFails, w.tick) {
		return 0, errors.New("the scale cannot be read")
	}
	if w.Lag {
		return w.before, nil
	}
	return w.begun, nil
}

func (w *world) update(replicas int32) error {
	if slices.Contains(w.UpdateFails, w.tick) {
		return errors.New("the scale cannot be written")
	}
	w.scale(replicas, w.now())
	w.trace.Scales = append(w.trace.Scales, [2]int64{w.now(), int64(replicas)})
	return nil
}

// there tells whether a pod's object exists, and whether it is going.
func (w *world) there(i int) (there, going bool) {
	if w.born[i] < 0 {
		return false, false
	}
	going = w.left[i] >= 0
	return !going || w.now() < w.left[i]+w.Pods.Grace, going
}

func (w *world) phase(i int) v1.PodPhase {
	switch {
	case w.now()-w.born[i] < w.Pods.Pending[i]:
		return v1.PodPending
	case w.Pods.Fails[i]:
		return v1.PodFailed
	}
	return v1.PodRunning
}

func (w *world) at(second int64) time.Time { return w.start.Add(time.Duration(second) * time.Second) }

func (w *world) pods() (pods []*v1.Pod) {
	for i := range w.born {
		there, going := w.there(i)
		if !there {
			continue
		}
		pod := &v1.Pod{ObjectMeta: metav1.ObjectMeta{Name: name(i), Namespace: namespace(w.ID), Labels: map[string]string{"app": "x"}}}
		if going {
			deleted := metav1.NewTime(w.at(w.left[i]))
			pod.DeletionTimestamp = &deleted
		}
		pod.Status.Phase = w.phase(i)
		if !w.Pods.NoStart[i] {
			started := metav1.NewTime(w.at(w.born[i]))
			pod.Status.StartTime = &started
		}
		if !w.Pods.NoCondition[i] {
			ready := w.born[i] + w.Pods.Pending[i] + w.Pods.Load[i]
			condition := v1.PodCondition{Type: v1.PodReady, Status: v1.ConditionFalse, LastTransitionTime: metav1.NewTime(w.at(w.born[i]))}
			if w.now() >= ready {
				condition.Status, condition.LastTransitionTime = v1.ConditionTrue, metav1.NewTime(w.at(ready))
			}
			pod.Status.Conditions = append(pod.Status.Conditions, condition)
		}
		for index, share := range []int64{1, 2} {
			container := v1.Container{Name: fmt.Sprintf("c%d", index)}
			if !w.Pods.NoRequest[i] {
				container.Resources.Requests = v1.ResourceList{
					v1.ResourceCPU:    *resource.NewMilliQuantity(w.Pods.Request/share, resource.DecimalSI),
					v1.ResourceMemory: *resource.NewQuantity(w.Pods.Request/share, resource.BinarySI),
				}
			}
			pod.Spec.Containers = append(pod.Spec.Containers, container)
		}
		pods = append(pods, pod)
	}
	return pods
}

// reports tells whether a pod has a series, and whether that has outlived it.
func (w *world) reports(i int) (reports, lingers bool) {
	if w.born[i] < 0 {
		return false, false
	}
	end := w.now()
	if there, _ := w.there(i); !there {
		lingers = true
		end = w.left[i] + w.Pods.Grace
		if w.now() >= end+w.Pods.Linger {
			return false, false
		}
	}
	return end-w.born[i] >= w.Pods.Pending[i]+w.Pods.Silent[i], lingers
}

func (w *world) value(metric int) int64 { return w.Metrics[metric].Values[w.tick] }

func (w *world) failure(metric int, api string) error {
	switch {
	case slices.Contains(w.Metrics[metric].Fails, w.tick):
		return fmt.Errorf("unable to fetch metrics from %s metrics API: it is away", api)
	case slices.Contains(w.Metrics[metric].Empty, w.tick):
		return fmt.Errorf("no metrics returned from %s metrics API", api)
	}
	return nil
}

func (w *world) samples(metric int) metrics.PodMetricsInfo {
	curve, value := w.Metrics[metric], w.value(metric)
	alive := int64(0)
	for i := range w.born {
		if reports, lingers := w.reports(i); reports && !lingers {
			alive++
		}
	}
	samples := metrics.PodMetricsInfo{}
	for i := range w.born {
		if reports, _ := w.reports(i); !reports {
			continue
		}
		each := value + curve.Skew*int64(i)
		if curve.Shared {
			each = value / max(1, alive)
		}
		samples[name(i)] = metrics.PodMetric{
			Value:     each,
			Timestamp: w.at(w.now() - curve.Age),
			Window:    time.Duration(curve.Window) * time.Second,
		}
	}
	return samples
}

func name(i int) string       { return fmt.Sprintf("p%d", i) }
func namespace(id int) string { return fmt.Sprintf("n%d", id) }
