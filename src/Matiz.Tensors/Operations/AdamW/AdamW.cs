using System.Runtime.InteropServices;
using Matiz.Tensors.Operations;
using Matiz.Tensors.Operations.AdamW;

namespace Matiz.Tensors;

/// <summary>
/// AdamW with decoupled weight decay (Loshchilov, Hutter 2019), in the arithmetic of PyTorch's <c>AdamW</c>: parameters without
/// a gradient in a step are left alone, their step count too.
/// </summary>
public sealed class AdamW
{
    private readonly List<State> _states;

    /// <summary>An optimizer without history: the moments start at zero.</summary>
    /// <param name="parameters">What is updated; frozen ones are passed over.</param>
    /// <param name="weightDecay">Applied to parameters with <see cref="Parameter.Decays"/>. Default 0.</param>
    /// <param name="beta1">Default 0.9.</param>
    /// <param name="beta2">Default 0.999.</param>
    /// <param name="epsilon">Default 1e-8.</param>
    public AdamW(IEnumerable<Parameter> parameters, float weightDecay = 0, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8)
    {
        _states = [.. parameters.Select(parameter => new State(parameter))];
        WeightDecay = weightDecay;
        Beta1 = beta1;
        Beta2 = beta2;
        Epsilon = epsilon;
    }

    /// <summary>Weight decay of the parameters that decay.</summary>
    public float WeightDecay { get; }

    /// <summary>Share of the old first moment.</summary>
    public double Beta1 { get; }

    /// <summary>Share of the old second moment.</summary>
    public double Beta2 { get; }

    /// <summary>Added to the root of the second moment.</summary>
    public double Epsilon { get; }

    /// <summary>What a resumed run needs: each parameter with its moments and the number of its updates.</summary>
    public IReadOnlyList<State> States => _states;

    /// <summary>
    /// The norm of all gradients together, √Σ g²; what the update below reads is this step's sum over the micro-batches.
    /// </summary>
    public double GradientNorm() =>
        Math.Sqrt(Live().Sum(state => KernelsOf(state.Parameter).AdamW.SquaredNorm(state.Parameter)));

    /// <summary>Updates every trainable parameter that has a gradient.</summary>
    /// <param name="learningRate">The rate of this update.</param>
    /// <param name="gradientScale">What gradients are multiplied by first, such as the clipping factor. Default 1.</param>
    public void Step(float learningRate, float gradientScale = 1f)
    {
        foreach (var state in Live())
        {
            state.StepCount++;
            float decay = state.Parameter.Decays ? (float)(1 - ((double)learningRate * WeightDecay)) : 1f;
            var step = new AdamWStep
            {
                Decay = decay,
                Beta1 = (float)Beta1,
                OneMinusBeta1 = (float)(1 - Beta1),
                Beta2 = (float)Beta2,
                OneMinusBeta2 = (float)(1 - Beta2),
                Epsilon = (float)Epsilon,
                StepSize = (float)(learningRate / (1 - Power(Beta1, state.StepCount))),
                RootScale = (float)(1 / Math.Sqrt(1 - Power(Beta2, state.StepCount))),
                GradientScale = gradientScale,
            };
            state.Update(step, rowsMayBeSkipped: Epsilon > 0);
            state.Parameter.Changed();
        }
    }

    /// <summary>Forgets the gradients of every parameter.</summary>
    public void ZeroGradients()
    {
        foreach (var state in _states) state.Parameter.ZeroGradient();
    }

    private static KernelTable KernelsOf(Parameter parameter) => parameter.Device.Kernels;

    // By squaring: no library function whose last digit differs between systems.
    internal static double Power(double value, int exponent)
    {
        double power = 1;
        for (; exponent > 0; exponent >>= 1, value *= value)
        {
            if ((exponent & 1) == 1) power *= value;
        }

        return power;
    }

    private IEnumerable<State> Live() => _states.Where(state => state.Parameter is { Trainable: true, HasGradient: true });

    /// <summary>A parameter with its moments.</summary>
    public sealed class State
    {
        private const int RowsAtOnce = 64;                                  // a copy that stays in the cache

        private Tensor? _first;
        private Tensor? _second;
        private bool[]? _rowHasMoments;

        internal State(Parameter parameter) => Parameter = parameter;

        /// <summary>The parameter that is updated.</summary>
        public Parameter Parameter { get; }

        /// <summary>Updates made so far.</summary>
        public int StepCount { get; set; }

        /// <summary>The running mean of the gradient (reference: <c>exp_avg</c>), in the layout of the value.</summary>
        public Tensor FirstMoment => Exposed(ref _first);

        /// <summary>The running mean of its square (reference: <c>exp_avg_sq</c>).</summary>
        public Tensor SecondMoment => Exposed(ref _second);

        internal void Update(in AdamWStep step, bool rowsMayBeSkipped)
        {
            _first ??= NewMoment();
            _second ??= NewMoment();
            bool bySkipping = rowsMayBeSkipped && Parameter.IsLookupTable;
            if (bySkipping) NoteTouchedRows(_first, _second);
            KernelsOf(Parameter).AdamW.Update(Parameter, _first, _second, bySkipping ? _rowHasMoments : default, step);
        }

        // Whoever gets hold of a moment may write to it, as a resumed run does: which rows are zero is then found again.
        private Tensor Exposed(ref Tensor? moment)
        {
            _rowHasMoments = null;
            return moment ??= NewMoment();
        }

        private void NoteTouchedRows(Tensor first, Tensor second)
        {
            if (_rowHasMoments is null)
            {
                _rowHasMoments = new bool[first.Rows];
                NoteRowsWithBits(first, _rowHasMoments);
                NoteRowsWithBits(second, _rowHasMoments);
            }

            foreach (int row in Parameter.TouchedRows) _rowHasMoments[row] = true;
        }

        // Rows that are not +0 throughout.
        private static void NoteRowsWithBits(Tensor moment, bool[] rows)
        {
            var values = new float[Math.Min(moment.Rows, RowsAtOnce) * moment.Columns];
            for (int first = 0; first < moment.Rows; first += RowsAtOnce)
            {
                int count = Math.Min(RowsAtOnce, moment.Rows - first);
                moment.CopyRowsTo(first, values.AsSpan(0, count * moment.Columns));
                for (int row = 0; row < count; row++)
                {
                    var bits = MemoryMarshal.Cast<float, int>(values.AsSpan(row * moment.Columns, moment.Columns));
                    rows[first + row] |= bits.ContainsAnyExcept(0);
                }
            }
        }

        private Tensor NewMoment() => Tensor.Zeros(Parameter.Device, Parameter.Value.Rows, Parameter.Value.Columns);
    }
}
