// freeport finds and checks TCP ports by binding them.
//
//	freeport 3                          prints three free ports of 127.0.0.1, one a line
//	freeport check 127.0.0.1:2379 :6443 prints every address that cannot be bound; exit status 1 if any
package main

import (
	"fmt"
	"net"
	"os"
	"strconv"
)

func main() {
	if len(os.Args) > 2 && os.Args[1] == "check" {
		check(os.Args[2:])
		return
	}
	n := 0
	if len(os.Args) == 2 {
		n, _ = strconv.Atoi(os.Args[1])
	}
	if n < 1 {
		fail("usage: freeport COUNT | freeport check ADDRESS...")
	}
	find(n)
}

func check(addresses []string) {
	busy := false
	for _, address := range addresses {
		l, err := net.Listen("tcp", address)
		if err != nil {
			fmt.Println(address)
			busy = true
			continue
		}
		l.Close()
	}
	if busy {
		os.Exit(1)
	}
}

// find holds all listeners until the last port is known, so that no port is named twice.
func find(n int) {
	for range n {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			fail(err)
		}
		defer l.Close()
		fmt.Println(l.Addr().(*net.TCPAddr).Port)
	}
}

func fail(why any) {
	fmt.Fprintln(os.Stderr, "freeport:", why)
	os.Exit(2)
}
