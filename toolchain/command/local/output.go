package local

import (
	"bytes"
	"io"
	"strings"
	"sync"
)

// transcript is a buffer both streams may write to at once.
type transcript struct {
	mu sync.Mutex
	bytes.Buffer
}

func (t *transcript) Write(b []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.Buffer.Write(b)
}

// lines shows what is written to it line by line.
type lines struct {
	show    func(string)
	pending []byte
}

func (l *lines) Write(b []byte) (int, error) {
	l.pending = append(l.pending, b...)
	for {
		line, rest, found := bytes.Cut(l.pending, []byte("\n"))
		if !found {
			return len(b), nil
		}
		l.show(strings.TrimSuffix(string(line), "\r"))
		l.pending = rest
	}
}

// flush shows a last line that did not end.
func (l *lines) flush() {
	if len(l.pending) > 0 {
		l.show(string(l.pending))
	}
}

// unless is where to show a stream: everywhere, or nowhere if only the other one, or none, may be logged.
func (p Process) unless(other Logging, everywhere ...io.Writer) io.Writer {
	if p.Logging != nil && (*p.Logging == other || *p.Logging == "none") {
		return io.Discard
	}
	return io.MultiWriter(everywhere...)
}
