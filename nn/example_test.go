package nn_test

import (
	"bytes"
	"context"
	"fmt"
	"iter"
	"log"
	"os"
	"path/filepath"

	"github.com/lockstep-go/lockstep/nn"
	"github.com/lockstep-go/lockstep/nn/data"
)

// xor is a data set with one batch of four rows.
type xor struct{}

func (xor) Batches(epoch int) iter.Seq2[nn.Batch, error] {
	return func(yield func(nn.Batch, error) bool) {
		yield(nn.Batch{X: []float32{0, 0, 0, 1, 1, 0, 1, 1}, Labels: []int32{0, 1, 1, 0}, Rows: 4}, nil)
	}
}

// Define a network, train it until it is right, and use it.
func Example() {
	net, err := nn.New(nn.MLP(nn.ReLU, 2, 16, 16, 2), nn.Seed(1))
	if err != nil {
		log.Fatal(err)
	}
	tr, err := nn.NewTrainer(net, nn.Config{
		Loss:      nn.SoftmaxCrossEntropy,
		Optimizer: nn.Adam{LR: 0.01},
		Epochs:    1000,
	})
	if err != nil {
		log.Fatal(err)
	}
	for ep, err := range tr.Epochs(context.Background(), xor{}) {
		if err != nil {
			log.Fatal(err)
		}
		if ep.Loss < 0.01 {
			break // early stopping is a break
		}
	}
	logits, err := tr.Snapshot().Predict([]float32{1, 0})
	fmt.Println(logits[1] > logits[0], err)
	// Output: true <nil>
}

// A layer at a time: activations, initialisation and slope as one likes.
func ExampleSpec() {
	spec := nn.Spec{In: 784, Layers: []nn.Layer{
		{Units: 128, Act: nn.LeakyReLU, Slope: 0.1},
		{Units: 128, Act: nn.Sigmoid, Init: nn.XavierGain(4)},
		{Units: 10}, // linear: the loss applies the softmax
	}}
	fmt.Println(spec.Out(), spec.Params(), spec.Check())
	// Output: 10 118282 <nil>
}

// How much of the gradient is left after each layer, before any training.
func ExampleSpec_GradientFactors() {
	for _, act := range []nn.Activation{nn.Sigmoid, nn.ReLU} {
		spec := nn.MLP(act, 128, 128, 128, 128, 128, 10)
		fmt.Printf("%v: %.2f\n", act, spec.GradientFactors(1)[:3])
	}
	// Output:
	// sigmoid: [0.21 0.23 0.24]
	// relu: [1.00 1.00 1.00]
}

// A wrong combination is refused with the reason.
func ExampleNewTrainer() {
	spec := nn.MLP(nn.ReLU, 4, 8, 3)
	spec.Layers[1].Act = nn.Sigmoid
	net, err := nn.New(spec)
	if err != nil {
		log.Fatal(err)
	}
	_, err = nn.NewTrainer(net, nn.Config{Loss: nn.SoftmaxCrossEntropy, Optimizer: nn.SGD{LR: 0.1}})
	fmt.Println(err)
	// Output: nn: softmax cross-entropy over a last layer with activation sigmoid: the loss contains the output's nonlinearity and works on logits, want a linear last layer
}

// A model travels in one file, with its description.
func ExampleSave() {
	net, err := nn.New(nn.MLP(nn.Tanh, 4, 8, 3), nn.Seed(7))
	if err != nil {
		log.Fatal(err)
	}
	if net, err = net.WithInfo(nn.Info{Classes: []string{"setosa", "versicolor", "virginica"}}); err != nil {
		log.Fatal(err)
	}
	var file bytes.Buffer
	if err := nn.Save(&file, net); err != nil {
		log.Fatal(err)
	}
	back, err := nn.Load(&file)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(back.Spec().Layers[0].Act, back.Info().Classes)
	// Output: tanh [setosa versicolor virginica]
}

// A Predictor serves without allocating; each goroutine has its own.
func ExampleModel_Predictor() {
	net, err := nn.New(nn.MLP(nn.ReLU, 3, 5, 2))
	if err != nil {
		log.Fatal(err)
	}
	p := net.Predictor(64)
	out := make([]float32, 2)
	err = p.Predict(out, []float32{1, 2})
	fmt.Println(err)
	// Output: nn: wrong shape: x has 2 values, want a multiple of the model's 3 inputs
}

// From data to a saved model. The numbers are the same on every machine.
func Example_digits() {
	set, err := data.Glyphs(2000, 1) // generated 16x16 images of digits
	check(err)
	train, test, err := set.Split(0.8, 1)
	check(err)

	net, err := nn.New(nn.MLP(nn.ReLU, set.In, 64, 64, set.Classes), nn.Seed(1))
	check(err)
	tr, err := nn.NewTrainer(net, nn.Config{
		Loss:      nn.SoftmaxCrossEntropy, // on logits: the last layer is linear
		Optimizer: nn.SGD{LR: 0.05, Momentum: 0.9},
		Epochs:    4,
		Validate:  test.Batch(256),
	})
	check(err)
	for ep, err := range tr.Epochs(context.Background(), train.Batch(32, data.Shuffle(1))) {
		check(err) // a cancelled context ends training within a step
		fmt.Printf("epoch %d: loss %.3f, accuracy %.1f %%\n", ep.N, ep.Loss, 100*ep.Val.Accuracy)
	}

	file := filepath.Join(os.TempDir(), "digits.safetensors")
	check(nn.SaveFile(file, tr.Best()))
	model, err := nn.LoadFile(file) // safe to share among goroutines
	check(err)
	logits, err := model.Predict(test.X[:test.In])
	check(err)
	fmt.Println(len(logits), "logits")
	// Output:
	// epoch 1: loss 1.000, accuracy 76.8 %
	// epoch 2: loss 0.195, accuracy 94.2 %
	// epoch 3: loss 0.073, accuracy 97.5 %
	// epoch 4: loss 0.043, accuracy 96.8 %
	// 10 logits
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
