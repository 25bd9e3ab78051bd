// openloop offers requests at a given rate, whatever becomes of the earlier ones, as many independent clients do.
//
//	openloop ADDRESS PATH BODY-FILE RATE SECONDS CONNECTIONS "Header: value"...
//
// The last line of the output is JSON: answers by status, and percentiles in ms of those with 200, counted from the moment at
// which the request was due.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"sort"
	"strconv"
	"strings"
	"sync"
	"time"
)

type tally struct {
	sync.Mutex
	status map[string]int
	took   []float64
}

func (t *tally) add(status string, took time.Duration) {
	t.Lock()
	defer t.Unlock()
	t.status[status]++
	if status == "200" {
		t.took = append(t.took, float64(took.Microseconds())/1000)
	}
}

func main() {
	address, path := os.Args[1], os.Args[2]
	body, err := os.ReadFile(os.Args[3])
	if err != nil {
		panic(err)
	}
	rate, _ := strconv.ParseFloat(os.Args[4], 64)
	seconds, _ := strconv.ParseFloat(os.Args[5], 64)
	connections, _ := strconv.Atoi(os.Args[6])
	head := fmt.Sprintf("POST %s HTTP/1.1\r\nHost: %s\r\nContent-Length: %d\r\n", path, address, len(body))
	for _, header := range os.Args[7:] {
		head += header + "\r\n"
	}
	request := append([]byte(head+"\r\n"), body...)

	result := &tally{status: map[string]int{}}
	due := make(chan time.Time, 1<<20)
	var clients sync.WaitGroup
	for i := 0; i < connections; i++ {
		clients.Add(1)
		go func() {
			defer clients.Done()
			client(address, request, due, result)
		}()
	}
	start := time.Now()
	count := int(rate * seconds)
	for i := 0; i < count; i++ {
		at := start.Add(time.Duration(float64(i) / rate * 1e9))
		if wait := time.Until(at); wait > 200*time.Microsecond {
			time.Sleep(wait)
		}
		due <- at
	}
	close(due)
	clients.Wait()
	report(result, time.Since(start).Seconds(), count)
}

func client(address string, request []byte, due chan time.Time, result *tally) {
	var connection net.Conn
	var reader *bufio.Reader
	for at := range due {
		for attempt := 0; ; attempt++ {
			if connection == nil {
				opened, err := net.Dial("tcp", address)
				if err != nil {
					result.add("connect", 0)
					break
				}
				connection, reader = opened, bufio.NewReader(opened)
			}
			status, closing, err := exchange(connection, reader, request)
			if err != nil || closing {
				connection.Close()
				connection = nil
			}
			if err != nil && attempt == 0 {
				continue // an idle connection that the server has closed
			}
			if err != nil {
				status = "broken"
			}
			result.add(status, time.Since(at))
			break
		}
	}
}

func exchange(connection net.Conn, reader *bufio.Reader, request []byte) (string, bool, error) {
	connection.SetDeadline(time.Now().Add(20 * time.Second))
	if _, err := connection.Write(request); err != nil {
		return "", true, err
	}
	answer, err := http.ReadResponse(reader, nil)
	if err != nil {
		return "", true, err
	}
	defer answer.Body.Close()
	if _, err := io.Copy(io.Discard, answer.Body); err != nil {
		return "", true, err
	}
	return strconv.Itoa(answer.StatusCode), strings.EqualFold(answer.Header.Get("Connection"), "close"), nil
}

func report(result *tally, elapsed float64, count int) {
	sort.Float64s(result.took)
	at := func(q float64) float64 {
		if len(result.took) == 0 {
			return 0
		}
		return result.took[min(len(result.took)-1, int(q*float64(len(result.took))))]
	}
	line, _ := json.Marshal(map[string]any{
		"offered": count, "status": result.status, "goodput": float64(len(result.took)) / elapsed,
		"p50": at(0.5), "p99": at(0.99), "p999": at(0.999),
	})
	fmt.Println(string(line))
}
