// A model server of known behaviour, which knows what it did: the first token 50 ms after the request, then one each 10 ms, 128 in
// all, as chat chunks of 230 bytes; then the usage. GET /truth tells when the first tokens left, and forgets it.
package main

import (
	"bufio"
	"flag"
	"fmt"
	"net"
	"os"
	"sort"
	"strconv"
	"strings"
	"sync"
	"time"
)

const (
	first  = 50 * time.Millisecond
	gap    = 10 * time.Millisecond
	tokens = 128
)

// What the streams did since the last GET /truth.
var truth struct {
	sync.Mutex
	firsts []time.Duration
	late   time.Duration // the most that any event left late
}

func main() {
	address := flag.String("listen", "127.0.0.1:0", "address")
	flag.Parse()
	listener, err := net.Listen("tcp", *address)
	check(err)
	fmt.Println(listener.Addr())
	for {
		connection, err := listener.Accept()
		check(err)
		go serve(connection)
	}
}

func serve(connection net.Conn) {
	defer connection.Close()
	in := bufio.NewReaderSize(connection, 4096)
	event := chunk(`"delta":{"content":" token"},"finish_reason":null`)
	for {
		path, ok := read(in)
		if !ok {
			return
		}
		if strings.HasPrefix(path, "/truth") {
			body := told()
			fmt.Fprintf(connection, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", len(body), body)
			continue
		}
		if path == "/v1/models" {
			body := `{"object":"list","data":[{"id":"model","object":"model"}]}`
			fmt.Fprintf(connection, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", len(body), body)
			continue
		}
		if !strings.HasSuffix(path, "/completions") {
			fmt.Fprint(connection, "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
			continue
		}
		if stream(connection, event) != nil {
			return
		}
	}
}

// stream answers one request.
func stream(out net.Conn, event []byte) error {
	asked := time.Now()
	head := "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
	var late time.Duration
	for token := 0; token < tokens; token++ {
		due := asked.Add(first + time.Duration(token)*gap)
		time.Sleep(time.Until(due))
		left := time.Now()
		late = max(late, left.Sub(due))
		bytes := event
		if token == 0 {
			truth.Lock()
			truth.firsts = append(truth.firsts, left.Sub(asked))
			truth.Unlock()
			bytes = append([]byte(head), event...)
		}
		if _, err := out.Write(bytes); err != nil {
			return err
		}
	}
	truth.Lock()
	truth.late = max(truth.late, late)
	truth.Unlock()
	end := chunk(`"delta":{},"finish_reason":"length"`)
	usage := frame(`data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":"model","choices":[],"usage":{"prompt_tokens":8,"completion_tokens":128,"total_tokens":136}}`)
	end = append(append(append(end, usage...), frame("data: [DONE]")...), "0\r\n\r\n"...)
	_, err := out.Write(end)
	return err
}

// chunk is a chat chunk with this choice, 230 bytes long, framed.
func chunk(choice string) []byte {
	line := `data: {"id":"chatcmpl-ID","object":"chat.completion.chunk","created":1760000000,"model":"model","choices":[{"index":0,` + choice + `,"logprobs":null}]}`
	id := strings.Repeat("0", max(2, 230-len(line)))
	return frame(strings.Replace(line, "ID", id, 1))
}

func frame(line string) []byte {
	line += "\n\n"
	return []byte(fmt.Sprintf("%x\r\n%s\r\n", len(line), line))
}

// read takes one request; its path.
func read(in *bufio.Reader) (string, bool) {
	path, length := "", 0
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return "", false
		}
		line = strings.TrimSpace(line)
		if path == "" {
			if words := strings.Split(line, " "); len(words) == 3 {
				path = words[1]
			}
			continue
		}
		if line == "" {
			break
		}
		if name, value, found := strings.Cut(line, ":"); found && strings.EqualFold(name, "content-length") {
			length, _ = strconv.Atoi(strings.TrimSpace(value))
		}
	}
	_, err := in.Discard(length)
	return path, err == nil
}

// told is what GET /truth answers: milliseconds.
func told() string {
	truth.Lock()
	defer truth.Unlock()
	sort.Slice(truth.firsts, func(a, b int) bool { return truth.firsts[a] < truth.firsts[b] })
	at := func(share float64) float64 {
		if len(truth.firsts) == 0 {
			return 0
		}
		return float64(truth.firsts[int(share*float64(len(truth.firsts)-1))].Microseconds()) / 1000
	}
	body := fmt.Sprintf(`{"streams":%d,"ttft_p50":%.3f,"ttft_p99":%.3f,"latest":%.3f}`, len(truth.firsts), at(0.5), at(0.99), float64(truth.late.Microseconds())/1000)
	truth.firsts, truth.late = nil, 0
	return body
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
