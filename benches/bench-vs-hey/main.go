// Runs neap bench and its peers in turn against one loopback server and prints medians of client CPU and peak memory.
package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"math"
	"net"
	"os"
	"os/exec"
	"regexp"
	"sort"
	"strconv"
	"strings"
	"time"
)

type scenario struct {
	name string
	path string
	n    int
	c    int
	more []string           // as hey and neap take it
	rate int                // of an open loop, which hey and wrk do not have
	took int                // how many seconds wrk has, which takes no number of requests
	most map[string]float64 // the largest share of a peer's CPU that passes
}

// arguments of a tool for a scenario; none if it has no such thing.
func (s scenario) arguments(tool string) []string {
	n, c, rate := strconv.Itoa(s.n), strconv.Itoa(s.c), strconv.Itoa(s.rate)
	switch {
	case tool == "neap" && s.rate > 0:
		return []string{"bench", "--rate", rate, "-n", n, "-c", c, "-o", "json"}
	case tool == "neap":
		return append([]string{"bench", "-n", n, "-c", c}, s.more...)
	case tool == "oha" && s.rate > 0:
		return []string{"--no-tui", "-n", n, "-c", c, "-q", rate}
	case tool == "oha":
		return append([]string{"--no-tui", "-n", n, "-c", c}, s.more...)
	case tool == "hey" && s.rate == 0:
		return append([]string{"-n", n, "-c", c}, s.more...)
	case tool == "wrk" && s.rate == 0 && s.more == nil:
		return []string{"-t1", "-c" + c, fmt.Sprintf("-d%ds", s.took)}
	}
	return nil
}

type result struct {
	cpu    float64 // microseconds a request
	rate   float64 // requests a second
	memory float64 // MB
	report string
}

func main() {
	serve := flag.String("serve", "", "be the server on this address")
	rounds := flag.Int("rounds", 5, "runs of each")
	hey := flag.String("hey", "", "path of hey")
	neap := flag.String("neap", "", "path of neap")
	oha := flag.String("oha", "", "path of oha, if it is there")
	wrk := flag.String("wrk", "", "path of wrk, if it is there")
	requests := flag.Int("requests", 10000000, "the most requests of a run whose memory is looked at")
	flag.Parse()
	if *serve != "" {
		server(*serve)
		return
	}
	address := free()
	stop := start(address)
	scenarios := []scenario{
		{name: "fast server, c=50", path: "/", n: 300000, c: 50, took: 5, most: map[string]float64{"wrk": 0.95, "oha": 0.70, "hey": 0.30}},
		{name: "50 ms server, c=200", path: "/slow", n: 40000, c: 200, took: 10, most: map[string]float64{"wrk": 0.95, "oha": 0.6, "hey": 0.25}},
		{name: "fast server, POST of 150 bytes, c=5", path: "/", n: 100000, c: 5, more: []string{"-m", "POST", "-d", strings.Repeat("x", 150)}},
		{name: "open loop, 20000/s", path: "/", n: 100000, c: 50, rate: 20000, most: map[string]float64{"oha": 0.7}},
	}
	// The one that the others are compared with stands first.
	tools := []struct{ name, path string }{{"neap", *neap}, {"hey", *hey}, {"oha", *oha}, {"wrk", *wrk}}
	fmt.Printf("%-38s %-6s %14s %12s %10s %12s %12s\n", "", "", "CPU us/request", "requests/s", "peak MB", "neap: CPU x", "neap: MB x")
	for _, s := range scenarios {
		results := map[string][]result{}
		for round := 0; round < *rounds; round++ {
			for _, tool := range tools {
				if arguments := s.arguments(tool.name); tool.path != "" && arguments != nil {
					argv := append(append([]string{tool.path}, arguments...), "http://"+address+s.path)
					results[tool.name] = append(results[tool.name], run(argv, s.n))
				}
			}
		}
		ours := median(results["neap"])
		for _, tool := range tools {
			if len(results[tool.name]) == 0 {
				continue
			}
			m := median(results[tool.name])
			fmt.Printf("%-38s %-6s %14.2f %12.0f %10.1f", s.name, tool.name, m.cpu, m.rate, m.memory)
			if tool.name != "neap" {
				share := ours.cpu / m.cpu
				fmt.Printf(" %12.2f %12.2f", share, ours.memory/m.memory)
				if limit, judged := s.most[tool.name]; judged {
					fmt.Printf("  limit %.2f%s", limit, verdict(share <= limit))
				}
			}
			fmt.Println()
		}
		if s.rate > 0 {
			kept(results["neap"], float64(s.rate))
		}
	}
	for _, output := range []string{"report", "csv"} {
		fmt.Printf("\nmemory of neap by the number of requests, c=50, %s:\n", output)
		least, most := math.Inf(1), 0.0
		for _, n := range []int{100000, 1000000, *requests} {
			argv := []string{*neap, "bench", "-n", strconv.Itoa(n), "-c", "50", "http://" + address + "/"}
			if output == "csv" {
				argv = append(argv, "-o", "csv")
			}
			memory := run(argv, n).memory
			fmt.Printf("  %8d requests %6.1f MB\n", n, memory)
			least, most = min(least, memory), max(most, memory)
		}
		fmt.Printf("  limit 12 MB%s, within 1 MB%s\n", verdict(most <= 12), verdict(most-least <= 1))
	}
	stop()
	if missed {
		os.Exit(4)
	}
}

// kept judges how well the runs of neap kept the rate and how late they sent: the median of each.
func kept(runs []result, rate float64) {
	var off, lag []float64
	for _, r := range runs {
		var document struct {
			Pacing struct {
				AchievedRate float64
				SendLag      struct {
					Percentiles []struct{ Percent, Value float64 }
				}
			}
		}
		check(json.Unmarshal([]byte(r.report), &document))
		off = append(off, math.Abs(document.Pacing.AchievedRate/rate-1))
		for _, p := range document.Pacing.SendLag.Percentiles {
			if p.Percent == 99 {
				lag = append(lag, p.Value)
			}
		}
	}
	sort.Float64s(off)
	sort.Float64s(lag)
	middle := len(runs) / 2
	fmt.Printf("  rate off by %.3f %%, limit 0.1 %%%s; send lag p99 %.3f ms, limit 1 ms%s\n",
		100*off[middle], verdict(off[middle] <= 0.001), 1000*lag[middle], verdict(lag[middle] <= 0.001))
}

// Whether a limit was missed.
var missed bool

func verdict(met bool) string {
	if met {
		return ""
	}
	missed = true
	return " MISSED"
}

var requestsIn = regexp.MustCompile(`(\d+) requests in`)

// run measures one run of a client: user and system time from the kernel, peak memory from /proc.
func run(argv []string, n int) result {
	cmd := pinned("1", argv)
	var report strings.Builder
	// Rows of CSV go nowhere.
	if argv[len(argv)-1] != "csv" {
		cmd.Stdout = &report
	}
	began := time.Now()
	check(cmd.Start())
	done := make(chan struct{})
	peak := make(chan float64)
	go func() {
		most := 0.0
		for {
			select {
			case <-done:
				peak <- most
				return
			case <-time.After(10 * time.Millisecond):
				if now := high(cmd.Process.Pid); now > most {
					most = now
				}
			}
		}
	}()
	check(cmd.Wait())
	took := time.Since(began)
	close(done)
	// wrk runs for a time, and tells how many requests that were.
	if found := requestsIn.FindStringSubmatch(report.String()); found != nil {
		n, _ = strconv.Atoi(found[1])
	}
	used := cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	return result{
		cpu:    float64(used.Microseconds()) / float64(n),
		rate:   float64(n) / took.Seconds(),
		memory: <-peak,
		report: report.String(),
	}
}

func high(pid int) float64 {
	file, err := os.Open(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	defer file.Close()
	for lines := bufio.NewScanner(file); lines.Scan(); {
		if kb, found := strings.CutPrefix(lines.Text(), "VmHWM:"); found {
			value, _ := strconv.ParseFloat(strings.Fields(kb)[0], 64)
			return value / 1024
		}
	}
	return 0
}

// pinned runs on one core, if the machine has taskset; what it execs has the same process id.
func pinned(core string, argv []string) *exec.Cmd {
	if taskset, err := exec.LookPath("taskset"); err == nil {
		argv = append([]string{taskset, "-c", core}, argv...)
	}
	cmd := exec.Command(argv[0], argv[1:]...)
	cmd.Stderr = os.Stderr
	return cmd
}

func median(results []result) result {
	pick := func(of func(result) float64) float64 {
		values := make([]float64, len(results))
		for i, r := range results {
			values[i] = of(r)
		}
		sort.Float64s(values)
		return values[len(values)/2]
	}
	return result{
		cpu:    pick(func(r result) float64 { return r.cpu }),
		rate:   pick(func(r result) float64 { return r.rate }),
		memory: pick(func(r result) float64 { return r.memory }),
	}
}

func start(address string) func() {
	self, err := os.Executable()
	check(err)
	cmd := pinned("0", []string{self, "-serve", address})
	check(cmd.Start())
	for i := 0; i < 200; i++ {
		if c, err := net.Dial("tcp", address); err == nil {
			c.Close()
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	return func() { cmd.Process.Kill(); cmd.Wait() }
}

func free() string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	check(err)
	defer l.Close()
	return l.Addr().String()
}

// server answers every request with 13 bytes, those to /slow after 50 ms.
func server(address string) {
	l, err := net.Listen("tcp", address)
	check(err)
	answer := []byte("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 13\r\n\r\nhello, world!")
	for {
		c, err := l.Accept()
		check(err)
		go func() {
			defer c.Close()
			in := bufio.NewReader(c)
			for {
				slow, length, first := false, 0, true
				for {
					line, err := in.ReadSlice('\n')
					if err != nil {
						return
					}
					text := strings.TrimSpace(string(line))
					if first {
						slow, first = strings.Contains(text, " /slow "), false
					}
					if rest, found := strings.CutPrefix(text, "Content-Length:"); found {
						length, _ = strconv.Atoi(strings.TrimSpace(rest))
					}
					if text == "" {
						break
					}
				}
				if _, err := in.Discard(length); err != nil {
					return
				}
				if slow {
					time.Sleep(50 * time.Millisecond)
				}
				if _, err := c.Write(answer); err != nil {
					return
				}
			}
		}()
	}
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
