package trajectories

import (
	autoscaling "k8s.io/api/autoscaling/v2"
)

// What the Rust side generates, and what it is told. Times are whole seconds since the start.

type Cases struct {
	Ticks  int
	Groups []Group
}

// Group shares a controller, and so its flags.
type Group struct {
	ScaleToZero bool
	Flags       Flags
	Cases       []Case
}

type Flags struct {
	Tolerance         float64
	DownWindow        int64
	CPUInitialization int64
	InitialReadiness  int64
}

type Case struct {
	ID       int
	Spec     autoscaling.HorizontalPodAutoscalerSpec
	Replicas int32
	Selector string
	Pods     PodRules
	// status.replicas is what spec.replicas was one look before.
	Lag bool
	// At a look, somebody else has set the replicas.
	Hand [][2]int32
	// Looks at which the scale cannot be read, or not be written.
	ScaleFails, UpdateFails []int
	Metrics                 []Curve
}

// PodRules say how the pod with an index lives; all lists have the same length.
type PodRules struct {
	// Seconds from its creation until it runs, from there until it is ready, and until it has metrics.
	Pending, Load, Silent []int64
	// What it lacks: it fails when it would run; it has no Ready condition, no start time, no requests.
	Fails, NoCondition, NoStart, NoRequest []bool
	// Seconds for which it is going, and for which its series outlive it.
	Grace, Linger int64
	// CPU of its first container in thousandths.
	Request int64
}

type Curve struct {
	// By look, in thousandths.
	Values []int64
	// The value is shared by those that report; else everyone has it, and Skew more for each index.
	Shared bool
	Skew   int64
	// Looks at which the API fails, or answers with an empty list.
	Fails, Empty []int
	// How old a sample is, and its window, in seconds.
	Age, Window int64
}

// Trace is what became of one case.
type Trace struct {
	ID       int
	Scales   [][2]int64
	Statuses []Status
	Events   []Event
}

type Status struct {
	At     int64
	Status autoscaling.HorizontalPodAutoscalerStatus
}

type Event struct {
	At                    int64
	Type, Reason, Message string
}
