"""Writes lstm.json: outputs and gradients of PyTorch's nn.LSTM, which LSTMReferenceTests.swift expects.

Made with PyTorch 2.13.0+cpu in float64:

    python3 Tests/ModelZooTests/Reference/make_lstm_reference.py > Tests/ModelZooTests/Reference/lstm.json

Weights, inputs and upstream gradients are multiples of 1/64, which single precision holds exactly;
results are rounded to ten decimals.
PyTorch has two biases per gate; the second is 0 here and not trained.
"""

import json

import torch

# T steps, B samples, D inputs, H units: widths below, at and above the eight floats of a vector, one
# step, one sample.
SHAPES = [(5, 3, 4, 5), (6, 4, 3, 8), (4, 2, 5, 11), (3, 2, 2, 17), (1, 3, 4, 5), (7, 1, 2, 3)]


def exact(generator, *shape):
    """Numbers from −1 to 1."""
    return torch.randint(-64, 65, shape, generator=generator).double() / 64


def case(number, steps, samples, inputs, width):
    generator = torch.Generator().manual_seed(number)
    layer = torch.nn.LSTM(inputs, width).double()
    x = exact(generator, steps, samples, inputs).requires_grad_()
    upstream = exact(generator, steps, samples, width)
    with torch.no_grad():
        layer.weight_ih_l0.copy_(exact(generator, 4 * width, inputs))
        layer.weight_hh_l0.copy_(exact(generator, 4 * width, width))
        layer.bias_ih_l0.copy_(exact(generator, 4 * width))
        layer.bias_hh_l0.zero_()
    outputs, _ = layer(x)
    outputs.backward(upstream)
    arrays = {
        "x": x, "inputWeights": layer.weight_ih_l0, "recurrentWeights": layer.weight_hh_l0,
        "bias": layer.bias_ih_l0, "upstream": upstream, "outputs": outputs, "inputGradient": x.grad,
        "inputWeightGradient": layer.weight_ih_l0.grad,
        "recurrentWeightGradient": layer.weight_hh_l0.grad, "biasGradient": layer.bias_ih_l0.grad,
    }
    return {"steps": steps, "samples": samples, "inputs": inputs, "width": width} | {
        name: [round(value, 10) for value in array.detach().flatten().tolist()] for name, array in arrays.items()}


print(json.dumps({"torch": torch.__version__,
                  "cases": [case(i, *shape) for i, shape in enumerate(SHAPES)]}))
