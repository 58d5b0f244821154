module github.com/lockstep-go/lockstep/bench

go 1.26.0

require github.com/lockstep-go/lockstep v0.0.0

replace github.com/lockstep-go/lockstep => ../
