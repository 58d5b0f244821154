package kernels

import (
	"fmt"
	"os"
	"runtime"
	"strconv"
	"sync"
	"sync/atomic"
	"time"
)

// task is work in parts that may run in any order and at the same time.
type task interface{ part(i int) }

// job is one task in progress. Its parts are claimed by counting left down, by
// the goroutine that started it and by workers alike, so it gets done even if no
// worker ever comes. A job may be used again as soon as its parts are done: a
// worker that still holds it then claims parts of the new task, which is as good.
type job struct {
	task  task
	total int64
	left  atomic.Int64 // parts not claimed; below 0 where workers came late
	done  atomic.Int64 // parts done, plus asleep if the starter waits for the last one
	wake  chan struct{}
}

// asleep is part of the counter, so that counting the last part and learning
// whether to wake the starter is one step: after it, j may be another task already.
const asleep = 1 << 32

// team is a set of persistent workers.
type team struct {
	mu      sync.Mutex
	jobs    []*job       // with parts that may be left
	posted  atomic.Int64 // len(jobs), for workers to look at without the lock
	started int          // workers
	parked  int          // workers that sleep
	bell    chan struct{}
	busy    atomic.Int64 // goroutines inside run
}

func newTeam() *team { return &team{bell: make(chan struct{}, 1024)} }

// workers serve all products of the process.
var workers = newTeam()

// spinTime is how long a worker, or a starter with nothing left to claim, stays
// awake: waking it up costs more than that.
const spinTime = 20 * time.Microsecond

// threadLimit is what LOCKSTEP_THREADS asks for, or 0.
var threadLimit = parseThreads(os.Getenv("LOCKSTEP_THREADS"))

// parseThreads panics on what is no number of threads, as a misspelt backend
// does: a measurement must not silently be one of something else.
func parseThreads(s string) int {
	if s == "" {
		return 0
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 {
		panic(fmt.Sprintf("kernels: LOCKSTEP_THREADS=%s, want a whole number of at least 1", s))
	}
	return n
}

// Threads returns the largest number of goroutines that one matrix product
// uses: GOMAXPROCS, or LOCKSTEP_THREADS if that is less. It changes no result.
func Threads() int {
	procs := runtime.GOMAXPROCS(0)
	if threadLimit > 0 {
		return min(threadLimit, procs)
	}
	return procs
}

// run does the parts of j with at most width goroutines, of which the caller is
// one, and returns when all are done. While as many goroutines as that are
// calling already, each does its own.
func (t *team) run(j *job, parts, width int) {
	j.total = int64(parts)
	j.done.Store(0)
	j.left.Store(int64(parts))
	shared := min(width, parts) > 1 && t.busy.Add(1) < int64(width)
	if shared {
		t.post(j, min(width, parts)-1)
	}
	for j.work() {
	}
	if min(width, parts) > 1 {
		t.busy.Add(-1)
	}
	if shared {
		t.withdraw(j)
		j.wait()
	}
}

// work claims a part and does it.
func (j *job) work() bool {
	i := j.left.Add(-1)
	if i < 0 {
		return false
	}
	j.task.part(int(i))
	total, wake := j.total, j.wake
	if j.done.Add(1) == total+asleep {
		wake <- struct{}{}
	}
	return true
}

// wait returns when all parts are done.
func (j *job) wait() {
	for start := time.Now(); j.done.Load() < j.total; runtime.Gosched() {
		if time.Since(start) < spinTime {
			continue
		}
		if j.done.Add(asleep) < j.total+asleep {
			<-j.wake
		}
		return
	}
}

// post offers j to the workers and wakes up to helpers of them.
func (t *team) post(j *job, helpers int) {
	t.mu.Lock()
	for t.started < helpers {
		t.started++
		go t.serve()
	}
	t.jobs = append(t.jobs, j)
	t.posted.Store(int64(len(t.jobs)))
	ring := min(t.parked, helpers)
	t.parked -= ring
	t.mu.Unlock()
	for range ring {
		t.bell <- struct{}{}
	}
}

// withdraw takes j, which has no parts left to claim, off the list.
func (t *team) withdraw(j *job) {
	t.mu.Lock()
	for i := range t.jobs {
		if t.jobs[i] == j {
			last := len(t.jobs) - 1
			t.jobs[i], t.jobs[last] = t.jobs[last], nil
			t.jobs = t.jobs[:last]
			break
		}
	}
	t.posted.Store(int64(len(t.jobs)))
	t.mu.Unlock()
}

// find returns a job with parts left.
func (t *team) find() *job {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, j := range t.jobs {
		if j.left.Load() > 0 {
			return j
		}
	}
	return nil
}

// serve is the life of a worker: work, look for more for a while, sleep.
func (t *team) serve() {
	for {
		for start := time.Now(); time.Since(start) < spinTime; runtime.Gosched() {
			if t.posted.Load() == 0 {
				continue
			}
			if j := t.find(); j != nil {
				for j.work() {
				}
				start = time.Now()
			}
		}
		t.mu.Lock()
		t.parked++
		t.mu.Unlock()
		if t.find() == nil {
			<-t.bell
			continue
		}
		t.unpark()
	}
}

// unpark undoes a worker's decision to sleep, unless the bell rang for it already.
func (t *team) unpark() {
	t.mu.Lock()
	rung := t.parked == 0
	if !rung {
		t.parked--
	}
	t.mu.Unlock()
	if rung {
		<-t.bell
	}
}
