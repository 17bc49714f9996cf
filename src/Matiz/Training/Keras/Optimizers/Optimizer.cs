using Matiz.Tensors;
using Matiz.Tensors.Operations;

namespace Matiz.Training.Keras;

/// <summary>
/// How <c>Fit</c> changes weights: an update rule with its learning rate, and what it remembers of one model's gradients (reference:
/// <c>keras.optimizers.Optimizer</c>). It goes on where it was in a later <c>Fit</c>; another model needs another optimizer.
/// </summary>
public abstract class Optimizer
{
    private IReadOnlyList<Parameter>? _parameters;
    private UpdateRule[] _rules = [];
    private double _rate;

    /// <summary>An optimizer with a learning rate that stays, until someone sets another.</summary>
    private protected Optimizer(double learningRate) => _rate = Rate(learningRate, nameof(learningRate));

    /// <summary>An optimizer whose learning rate follows a course.</summary>
    private protected Optimizer(LearningRateDecay decay)
    {
        ArgumentNullException.ThrowIfNull(decay);
        Decay = decay;
    }

    /// <summary>The course of the learning rate; null: it is a number.</summary>
    public LearningRateDecay? Decay { get; }

    /// <summary>The learning rate of the next update; callbacks may change one that is a number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, or no number.</exception>
    /// <exception cref="InvalidOperationException">It follows a course, and cannot be set.</exception>
    public double LearningRate
    {
        get => Decay?.RateAfter(Iterations) ?? _rate;
        set => _rate = Decay is null
            ? Rate(value, nameof(value))
            : throw new InvalidOperationException(
                $"the learning rate follows {Decay.GetType().Name}, and a number was to be set in its place. "
                + "Make the optimizer with a number to change it.");
    }

    /// <summary>Updates made so far.</summary>
    public int Iterations { get; private set; }

    /// <summary>
    /// The share of each weight that an update takes away, times the learning rate, whatever the gradient (reference: <c>weight_decay</c>).
    /// Biases and norms too, as in Keras; see <see cref="ExcludeFromWeightDecay"/>. Null: none.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, or no number.</exception>
    public double? WeightDecay
    {
        get;
        init => field = value is null or (>= 0 and < double.PositiveInfinity)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(WeightDecay), value, "expected a number not below 0.");
    }

    /// <summary>
    /// Parts of names; a weight that has one of them in its name does not decay (reference: <c>exclude_from_weight_decay</c>). Names are
    /// those of <c>model.safetensors</c>, such as <c>distilbert.embeddings.LayerNorm.bias</c>. Default none.
    /// </summary>
    public IReadOnlyList<string> ExcludeFromWeightDecay { get; init; } = [];

    /// <summary>The norm to which each weight's own gradient is clipped (reference: <c>clipnorm</c>). Null (the default): none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not above 0, or no number.</exception>
    /// <exception cref="ArgumentException">Another way of clipping is set already.</exception>
    public double? ClipNorm { get; init => field = OnlyClip(value, nameof(ClipNorm)); }

    /// <summary>
    /// The norm to which the gradients of all weights together are clipped (reference: <c>global_clipnorm</c>). Null, the default: they
    /// are not.
    /// </summary>
    /// <inheritdoc cref="ClipNorm"/>
    public double? GlobalClipNorm { get; init => field = OnlyClip(value, nameof(GlobalClipNorm)); }

    /// <summary>
    /// What no element of a gradient exceeds, up or down (reference: <c>clipvalue</c>). Null, the default: they are not bounded.
    /// </summary>
    /// <inheritdoc cref="ClipNorm"/>
    public double? ClipValue { get; init => field = OnlyClip(value, nameof(ClipValue)); }

    /// <summary>The rule for one weight.</summary>
    private protected abstract UpdateRule NewRule(Parameter parameter);

    /// <summary>Takes the weights of a model on, or finds them to be those it has.</summary>
    /// <exception cref="InvalidOperationException">It has those of another model.</exception>
    internal void Attach(IReadOnlyList<Parameter> parameters)
    {
        if (ReferenceEquals(_parameters, parameters)) return;
        if (_parameters is not null)
        {
            throw new InvalidOperationException(
                $"this {GetType().Name} has been trained with another model, whose gradients it remembers. "
                + "An optimizer of the model's own was expected. Make a new one.");
        }

        _parameters = parameters;
        _rules = [.. parameters.Select(NewRule)];
    }

    /// <summary>The norm of all gradients together, before clipping.</summary>
    internal double GradientNorm()
    {
        double sum = 0;
        foreach (var rule in _rules)
        {
            if (IsLive(rule)) sum += rule.SquaredGradientNorm();
        }

        return Math.Sqrt(sum);
    }

    /// <summary>One update of every trainable weight that has a gradient; then the gradients are forgotten.</summary>
    /// <param name="gradientNorm">What <see cref="GradientNorm"/> gave.</param>
    internal void Step(double gradientNorm)
    {
        double rate = LearningRate, wholeScale = GlobalClipNorm is { } most ? ScaleTo(most, gradientNorm) : 1;
        foreach (var rule in _rules)
        {
            if (!IsLive(rule)) continue;
            if (ClipValue is { } limit) rule.ClampGradient((float)limit);
            double scale = ClipNorm is { } norm ? ScaleTo(norm, Math.Sqrt(rule.SquaredGradientNorm())) : wholeScale;
            rule.Update(new UpdateStep(Iterations + 1, rate, DecayOf(rule.Parameter, rate), (float)scale));
        }

        Iterations++;
        ZeroGradients();
    }

    /// <summary>Forgets the gradients of every weight.</summary>
    internal void ZeroGradients()
    {
        foreach (var rule in _rules) rule.Parameter.ZeroGradient();
    }

    private static bool IsLive(UpdateRule rule) => rule.Parameter is { Trainable: true, HasGradient: true };

    private static double ScaleTo(double most, double norm) => norm > most ? most / norm : 1;

    private static double Rate(double rate, string name) => double.IsFinite(rate) && rate >= 0
        ? rate
        : throw new ArgumentOutOfRangeException(name, rate, "expected a number not below 0.");

    private float DecayOf(Parameter parameter, double rate)
    {
        if (WeightDecay is not { } share) return 1;
        foreach (string part in ExcludeFromWeightDecay)
        {
            if (parameter.Name.Contains(part, StringComparison.Ordinal)) return 1;
        }

        return (float)(1 - (rate * share));
    }

    private double? OnlyClip(double? value, string name)
    {
        if (value is null) return null;
        if (!(value > 0 && double.IsFinite(value.Value)))
            throw new ArgumentOutOfRangeException(name, value, "expected a number above 0, or null.");
        if (ClipNorm is not null || GlobalClipNorm is not null || ClipValue is not null)
        {
            throw new ArgumentException(
                $"{name} is set besides another way of clipping; one of ClipNorm, GlobalClipNorm and ClipValue was expected. "
                + "Leave the others out.",
                name);
        }

        return value;
    }
}
