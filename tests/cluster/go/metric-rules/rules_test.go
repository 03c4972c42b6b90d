// Package rules reads rules as prometheus-adapter does, and queries as Prometheus does.
package rules

import (
	"bufio"
	"encoding/json"
	"os"
	"testing"

	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/promql/parser"
	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/runtime/schema"
	prom "sigs.k8s.io/prometheus-adapter/pkg/client"
	"sigs.k8s.io/prometheus-adapter/pkg/config"
	"sigs.k8s.io/prometheus-adapter/pkg/naming"
)

// What the Rust side gives: rules with a series for each, or a query alone.
type Case struct {
	ID        int
	Config    string
	Series    string
	Labels    map[string]string
	Namespace string
	Pods      []string
	Query     string
}

// Trace is what became of one case.
type Trace struct {
	ID                 int
	Name, Query, Error string
	Resources          []string
	Namespaced         bool
}

func mapper() meta.RESTMapper {
	version := schema.GroupVersion{Version: "v1"}
	mapper := meta.NewDefaultRESTMapper([]schema.GroupVersion{version})
	mapper.Add(version.WithKind("Pod"), meta.RESTScopeNamespace)
	mapper.Add(version.WithKind("Namespace"), meta.RESTScopeRoot)
	return mapper
}

func (c Case) run() (trace Trace) {
	trace.ID = c.ID
	fail := func(err error) Trace { trace.Error = err.Error(); return trace }
	if c.Config == "" {
		expr, err := parser.ParseExpr(c.Query)
		if err != nil {
			return fail(err)
		}
		trace.Query = expr.String()
		return trace
	}
	read, err := config.FromYAML([]byte(c.Config))
	if err != nil {
		return fail(err)
	}
	namers, err := naming.NamersFromConfig(read.Rules, mapper())
	if err != nil {
		return fail(err)
	}
	namer := namers[0]
	if _, err := parser.ParseExpr(string(namer.Selector())); err != nil {
		return fail(err)
	}
	series := prom.Series{Name: c.Series, Labels: model.LabelSet{}}
	for label, value := range c.Labels {
		series.Labels[model.LabelName(label)] = model.LabelValue(value)
	}
	if len(namer.FilterSeries([]prom.Series{series})) != 1 {
		trace.Error = "the series is filtered out"
		return trace
	}
	resources, namespaced := namer.ResourcesForSeries(series)
	for _, resource := range resources {
		trace.Resources = append(trace.Resources, resource.String())
	}
	trace.Namespaced = namespaced
	if trace.Name, err = namer.MetricNameForSeries(series); err != nil {
		return fail(err)
	}
	pods := schema.GroupResource{Resource: "pods"}
	query, err := namer.QueryForSeries(c.Series, pods, c.Namespace, labels.Everything(), c.Pods...)
	if err != nil {
		return fail(err)
	}
	trace.Query = string(query)
	if _, err := parser.ParseExpr(trace.Query); err != nil {
		return fail(err)
	}
	return trace
}

func TestRules(t *testing.T) {
	given, err := os.ReadFile(os.Getenv("CASES"))
	if err != nil {
		t.Skip(err)
	}
	var cases []Case
	if err := json.Unmarshal(given, &cases); err != nil {
		t.Fatal(err)
	}
	file, err := os.Create(os.Getenv("TRACES"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	out := bufio.NewWriter(file)
	defer out.Flush()
	encoder := json.NewEncoder(out)
	for _, one := range cases {
		if err := encoder.Encode(one.run()); err != nil {
			t.Fatal(err)
		}
	}
}
