package nn

import (
	"context"
	"fmt"
	"iter"
)

// Epoch reports one pass over the training data.
type Epoch struct {
	N         int     // its number, from 1
	Steps     int     // steps made since the Trainer was made
	Rows      int     // rows seen in this epoch
	Loss      float64 // mean training loss over the rows, each as it was when its step was made
	LR        float64 // learning rate of the last step
	Val       Metrics // on Config.Validate, after the epoch
	SinceBest int     // epochs since the one that Best returns; 0 if it is this one
	Probe     *Probe  // the latest look into the layers; nil only if Config.Probe is 0
}

// StepInfo reports one step.
type StepInfo struct {
	N     int     // its number, from 0
	Epoch int     // number of its epoch, from 1
	Loss  float64 // the batch's loss before the step
	LR    float64 // learning rate
	Probe *Probe  // the look into the layers if this step made one
}

// Epochs trains on src, epoch after epoch, up to Config.Epochs in all, and
// yields each when it is complete and validated. Epoch number N asks src for
// its batches N-1.
//
// After break, return or an error the Trainer holds all that was learned, and
// another call goes on: with the next epoch, or if one was cut short, with that
// one from its beginning. ctx is looked at before every step and every batch
// of validation; when it is done, its error is the last thing yielded. Other
// errors are the source's, ErrShape and the like for a batch that does not fit, ErrEmpty
// for a source without batches, and DivergedError. The Epoch beside an error
// holds what had been reached.
func (t *Trainer) Epochs(ctx context.Context, src Source) iter.Seq2[Epoch, error] {
	return func(yield func(Epoch, error) bool) {
		for t.more() {
			ep, err := t.runEpoch(ctx, src)
			if !yield(ep, err) || err != nil {
				return
			}
		}
	}
}

// Steps trains on src as Epochs does and yields after every step. It neither
// validates nor moves what Best returns; the loop's body may call Evaluate.
func (t *Trainer) Steps(ctx context.Context, src Source) iter.Seq2[StepInfo, error] {
	return func(yield func(StepInfo, error) bool) {
		for t.more() {
			stopped := false
			err := t.pass(ctx, src, func(s StepInfo, _ int) bool {
				stopped = !yield(s, nil)
				return !stopped
			})
			if stopped {
				return
			}
			if err != nil {
				yield(StepInfo{N: t.step, Epoch: t.epoch + 1}, err)
				return
			}
		}
	}
}

func (t *Trainer) more() bool { return t.cfg.Epochs == 0 || t.epoch < t.cfg.Epochs }

func (t *Trainer) runEpoch(ctx context.Context, src Source) (Epoch, error) {
	ep := Epoch{N: t.epoch + 1}
	sum := 0.0
	err := t.pass(ctx, src, func(s StepInfo, rows int) bool {
		sum += float64(s.Loss * float64(rows))
		ep.Rows += rows
		ep.LR = s.LR
		return true
	})
	ep.Steps, ep.Probe = t.step, t.latest
	if ep.Rows > 0 {
		ep.Loss = sum / float64(ep.Rows)
	}
	if err != nil {
		return ep, err
	}
	judged := ep.Loss
	if t.cfg.Validate != nil {
		if ep.Val, err = t.Evaluate(ctx, t.cfg.Validate); err != nil {
			return ep, fmt.Errorf("validation after epoch %d: %w", ep.N, err)
		}
		judged = ep.Val.Loss
	}
	t.keepBest(judged)
	ep.SinceBest = t.epoch - t.best.epoch
	return ep, nil
}

// keepBest remembers the weights if the epoch just made has the lowest loss.
func (t *Trainer) keepBest(loss float64) {
	if t.best.all != nil && !(loss < t.best.loss) {
		return
	}
	if t.best.all == nil {
		t.best.all = make([]float32, len(t.net.params.all))
	}
	copy(t.best.all, t.net.params.all)
	t.best.loss, t.best.epoch = loss, t.epoch
}

// pass makes the steps of the next epoch and calls after for each, which
// returns false to stop. It counts the epoch only if it came to its end.
func (t *Trainer) pass(ctx context.Context, src Source, after func(s StepInfo, rows int) bool) error {
	any := false
	for b, err := range src.Batches(t.epoch) {
		if err != nil {
			return fmt.Errorf("nn: epoch %d: %w", t.epoch+1, err)
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		any = true
		s := StepInfo{N: t.step, Epoch: t.epoch + 1}
		if t.cfg.Probe > 0 && t.step%t.cfg.Probe == 0 {
			p, err := t.Probe(b)
			if err != nil {
				return err
			}
			s.Probe, t.latest = &p, &p
		}
		if s.Loss, s.LR, err = t.makeStep(b); err != nil {
			return err
		}
		if !after(s, b.Rows) {
			return nil
		}
	}
	if !any {
		return fmt.Errorf("nn: epoch %d: %w: the source has no batches", t.epoch+1, ErrEmpty)
	}
	t.epoch++
	return nil
}
