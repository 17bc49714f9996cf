namespace Matiz.Tensors;

/// <summary>The linear layer.</summary>
public static class LinearOperation
{
    /// <summary>y = f(x·Wᵀ + b).</summary>
    /// <param name="tape">The tape of this pass.</param>
    /// <param name="x">[rows, inputs]</param>
    /// <param name="weights">[outputs, inputs], one matrix or several stacked.</param>
    /// <param name="activation">f; default none.</param>
    /// <returns>[rows, outputs]</returns>
    /// <exception cref="ArgumentException">x has another number of columns than the weights have inputs.</exception>
    // y = f(a), a = x·Wᵀ + b   ⇒   dA = dY·f'(a),  dX = dA·W,  dW = dAᵀ·X,  db = Σ dA over the rows
    public static Tensor Linear(this Tape tape, Tensor x, LinearWeights weights, Activation activation = Activation.None)
    {
        ThrowUnlessFits(x, weights);
        bool needsGradient = tape.IsTraining && (x.RequiresGradient || weights.HasTrainable);
        var y = tape.NewTensor(x.Rows, weights.Outputs);
        var beforeActivation = needsGradient && activation != Activation.None ? tape.NewTensor(x.Rows, weights.Outputs) : null;
        if (activation != Activation.None && tape.Kernels.Linear.QuantizesResults(x.Rows)) tape.WantQuantized(y);
        tape.Kernels.Linear.Forward(x, weights, activation, beforeActivation, y);
        if (needsGradient) Record(tape, x, weights, activation, beforeActivation, y);
        return y;
    }

    /// <summary>
    /// y = f(x·W₁ᵀ + b₁)·W₂ᵀ + b₂: two layers of which nobody else reads what lies between, so that without training it is neither kept nor
    /// written in more than the numbers that the second computes in.
    /// </summary>
    /// <param name="tape">The tape of this pass.</param>
    /// <param name="x">[rows, inputs]</param>
    /// <param name="up">W₁ and b₁: [inner, inputs].</param>
    /// <param name="activation">f</param>
    /// <param name="down">W₂ and b₂: [outputs, inner].</param>
    /// <returns>[rows, outputs]</returns>
    /// <exception cref="ArgumentException">The columns of one do not fit the inputs of the next.</exception>
    public static Tensor FeedForward(this Tape tape, Tensor x, LinearWeights up, Activation activation, LinearWeights down)
    {
        ThrowUnlessFits(x, up);
        var kernel = tape.Kernels.Linear;
        Tensor inner;
        if (!tape.IsTraining && kernel.QuantizesResults(x.Rows) && kernel.Quantizes(up) && kernel.Quantizes(down))
        {
            inner = tape.NewQuantizedTensor(x.Rows, up.Outputs);
            kernel.Forward(x, up, activation, beforeActivation: null, inner);
        }
        else
        {
            inner = tape.Linear(x, up, activation);
        }

        var y = tape.Linear(inner, down);
        tape.Release(inner);
        return y;
    }

    private static void ThrowUnlessFits(Tensor x, LinearWeights weights)
    {
        if (x.Columns != weights.Inputs)
            throw new ArgumentException(
                $"the input has {x.Columns} columns, but '{weights.Weights[0].Name}' takes {weights.Inputs}.", nameof(x));
    }

    // A method of its own: what it captures would be allocated in inference too.
    private static void Record(Tape tape, Tensor x, LinearWeights weights, Activation activation, Tensor? beforeActivation, Tensor y) =>
        tape.Record(y, requiresGradient: true, dY =>
        {
            var kernels = tape.Kernels;
            var dA = dY;
            if (beforeActivation is not null)
            {
                dA = tape.NewTensor(y.Rows, y.Columns);
                kernels.Activation.Backward(beforeActivation, y, dY, activation, dA);
            }

            if (weights.HasTrainable)
            {
                foreach (var parameter in weights.Weights.Concat(weights.Biases).Where(parameter => parameter.Trainable))
                    parameter.MarkWholeGradient();
                kernels.Linear.WeightGradient(dA, x, weights);
            }

            if (!x.RequiresGradient) return;
            var dX = tape.GradientFor(x, out bool accumulate);
            kernels.Linear.InputGradient(dA, weights, accumulate, dX);
        });
}
