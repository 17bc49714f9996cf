namespace Matiz.Tensors;

/// <summary>The linear layer.</summary>
public static class LinearOperation
{
    // More than a block of rows, which a single thread would quantize at the end, while the others wait; fewer are shared by the rows.
    private const int FewestRowsToQuantize = 49;

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
        if (x.Columns != weights.Inputs)
            throw new ArgumentException(
                $"the input has {x.Columns} columns, but '{weights.Weights[0].Name}' takes {weights.Inputs}.", nameof(x));
        bool needsGradient = tape.IsTraining && (x.RequiresGradient || weights.HasTrainable);
        var y = tape.NewTensor(x.Rows, weights.Outputs);
        var beforeActivation = needsGradient && activation != Activation.None ? tape.NewTensor(x.Rows, weights.Outputs) : null;
        if (activation != Activation.None && x.Rows >= FewestRowsToQuantize) tape.WantQuantized(y);
        tape.Kernels.Linear.Forward(x, weights, activation, beforeActivation, y);
        if (needsGradient) Record(tape, x, weights, activation, beforeActivation, y);
        return y;
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
