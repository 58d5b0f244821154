package nn

import (
	"encoding/json"
	"math"
	"reflect"
	"strings"
	"testing"
)

func TestMLP(t *testing.T) {
	got := MLP(ReLU, 784, 128, 64, 10)
	want := Spec{In: 784, Layers: []Layer{{Units: 128, Act: ReLU}, {Units: 64, Act: ReLU}, {Units: 10}}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("MLP = %+v, want %+v", got, want)
	}
	if got.Out() != 10 || got.Params() != 785*128+129*64+65*10 {
		t.Errorf("Out %d, Params %d", got.Out(), got.Params())
	}
}

func TestSpecCheck(t *testing.T) {
	one := func(l Layer) Spec { return Spec{In: 3, Layers: []Layer{l}} }
	cases := []struct {
		spec Spec
		want string
	}{
		{MLP(ReLU), "0 inputs"},
		{MLP(ReLU, 3), "no layers"},
		{MLP(ReLU, 0, 3), "0 inputs"},
		{MLP(ReLU, -1, 3), "-1 inputs"},
		{MLP(ReLU, 3, 0, 2), "layer 0: 0 units"},
		{MLP(ReLU, 3, 2, -5), "layer 1: -5 units"},
		{MLP(ReLU, math.MaxInt, math.MaxInt), "overflow"},
		{MLP(ReLU, math.MaxInt/32, 2, 2), ""},
		{MLP(ReLU, math.MaxInt/16, 3), "overflow"},
		{MLP(ReLU, 1, math.MaxInt/40, 1, math.MaxInt/40), "overflow"},
		{one(Layer{Units: 1, Act: 99}), "unknown activation 99"},
		{one(Layer{Units: 1, Act: -1}), "unknown activation -1"},
		{one(Layer{Units: 1, Act: ReLU, Slope: 0.1}), "relu has none"},
		{one(Layer{Units: 1, Act: LeakyReLU, Slope: -0.1}), "slope -0.1"},
		{one(Layer{Units: 1, Act: LeakyReLU, Slope: math.NaN()}), "slope NaN"},
		{one(Layer{Units: 1, Act: LeakyReLU, Slope: math.Inf(1)}), "slope +Inf"},
		{one(Layer{Units: 1, Init: Normal(0)}), "scale 0"},
		{one(Layer{Units: 1, Init: Normal(math.NaN())}), "scale NaN"},
		{one(Layer{Units: 1, Init: Uniform(-1)}), "scale -1"},
		{one(Layer{Units: 1, Init: XavierGain(math.Inf(1))}), "gain +Inf"},
		{one(Layer{Units: 1, Init: Init{Kind: InitHe, Scale: 2}}), "takes no scale"},
		{one(Layer{Units: 1, Init: Init{Kind: "magic"}}), `unknown init "magic"`},
		{MLP(LeakyReLU, 3, 4, 1), ""},
	}
	for _, c := range cases {
		err := c.spec.Check()
		if c.want == "" {
			if err != nil {
				t.Errorf("%+v: %v", c.spec, err)
			}
			continue
		}
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%+v: error %v, want one with %q", c.spec, err, c.want)
		}
		if m, err := New(c.spec); err == nil || m != nil {
			t.Errorf("New(%+v) made a model", c.spec)
		}
	}
}

func TestSpecJSON(t *testing.T) {
	spec := Spec{In: 7, Layers: []Layer{
		{Units: 3, Act: LeakyReLU, Slope: 0.2},
		{Units: 5, Act: Tanh, Init: XavierGain(4)},
		{Units: 5, Act: ReLU, Init: Normal(0.01)},
		{Units: 2},
	}}
	text, err := json.Marshal(spec)
	if err != nil {
		t.Fatal(err)
	}
	want := `{"in":7,"layers":[{"units":3,"act":"leakyrelu","slope":0.2},` +
		`{"units":5,"act":"tanh","init":{"kind":"xavier","scale":4}},` +
		`{"units":5,"act":"relu","init":{"kind":"normal","scale":0.01}},{"units":2,"act":"linear"}]}`
	if string(text) != want {
		t.Errorf("JSON\n%s, want\n%s", text, want)
	}
	var back Spec
	if err := json.Unmarshal(text, &back); err != nil || !reflect.DeepEqual(back, spec) {
		t.Errorf("back from JSON: %+v, %v", back, err)
	}
	if err := json.Unmarshal([]byte(`{"in":7,"layers":[{"units":3,"act":"swish"}]}`), &back); err == nil || !strings.Contains(err.Error(), "swish") {
		t.Errorf("unknown activation: error %v", err)
	}
	if _, err := json.Marshal(Spec{In: 1, Layers: []Layer{{Units: 1, Act: 50}}}); err == nil {
		t.Error("an unknown activation became JSON")
	}
}

// Every activation has a name of its own and what a net needs, but for Linear.
func TestActivationsComplete(t *testing.T) {
	seen := map[string]bool{}
	for i, a := range activations[float32]() {
		name := Activation(i).String()
		if name == "" || seen[name] {
			t.Errorf("activation %d has the name %q", i, name)
		}
		seen[name] = true
		if linear := Activation(i) == Linear; (a.forward == nil) != linear || (a.backward == nil) != linear {
			t.Errorf("%s lacks a function", name)
		}
	}
}
