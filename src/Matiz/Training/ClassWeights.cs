using System.Text.Json;
using System.Text.Json.Nodes;
using Matiz.Data;

namespace Matiz.Training;

/// <summary>What each class weighs in the training loss: the same share for every class, or given numbers.</summary>
public sealed class ClassWeights : IEquatable<ClassWeights>
{
    private const string BalancedName = "balanced";
    private readonly IReadOnlyDictionary<string, double>? _named;

    private ClassWeights(IReadOnlyDictionary<string, double>? named) => _named = named;

    /// <summary>
    /// Rows / (classes · rows of the class), as scikit-learn's <c>class_weight="balanced"</c>; a class without rows weighs 1.
    /// </summary>
    public static ClassWeights Balanced { get; } = new((IReadOnlyDictionary<string, double>?)null);

    /// <summary>Weights by label name.</summary>
    /// <param name="weights">One for each label, above 0.</param>
    /// <exception cref="ArgumentException">There is none, or one is not above 0.</exception>
    public static ClassWeights From(IReadOnlyDictionary<string, double> weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        if (weights.Count == 0) throw new ArgumentException("there is no class weight; one for each label was expected.", nameof(weights));
        foreach (var (name, weight) in weights)
        {
            if (!double.IsFinite(weight) || weight <= 0)
                throw new ArgumentException($"the weight of class '{name}' is {weight}; a number above 0 was expected.", nameof(weights));
        }

        return new ClassWeights(new SortedDictionary<string, double>(weights.ToDictionary(StringComparer.Ordinal), StringComparer.Ordinal));
    }

    /// <summary>
    /// Weights from a file with a JSON object, label name to number; or <see cref="Balanced"/> for the word <c>balanced</c>.
    /// </summary>
    /// <exception cref="TrainingException">The file is missing, or holds something else.</exception>
    public static ClassWeights Parse(string balancedOrFile)
    {
        ArgumentNullException.ThrowIfNull(balancedOrFile);
        if (string.Equals(balancedOrFile, BalancedName, StringComparison.Ordinal)) return Balanced;
        if (!File.Exists(balancedOrFile))
        {
            throw new TrainingException(
                $"'{balancedOrFile}' is no file; 'balanced' or a JSON file of label names and weights was expected. "
                + "Correct TrainingArguments.ClassWeights.");
        }

        try
        {
            return FromJson(JsonNode.Parse(File.ReadAllBytes(balancedOrFile)));
        }
        catch (Exception exception) when (exception is JsonException or FormatException or InvalidOperationException or ArgumentException)
        {
            throw new TrainingException(
                $"{balancedOrFile}: this is no table of class weights. A JSON object such as {{\"joy\": 1, \"anger\": 2.5}} with a "
                + $"number above 0 for every label was expected. Correct the file. ({Reason(exception)})",
                exception);
        }
    }

    /// <summary>The weight of each class index.</summary>
    /// <param name="labels">The labels of the model.</param>
    /// <param name="classIndices">The class of each training row.</param>
    /// <exception cref="TrainingException">A label has no weight, or a weight no label.</exception>
    public float[] For(ClassLabel labels, ReadOnlySpan<int> classIndices)
    {
        ArgumentNullException.ThrowIfNull(labels);
        return _named is null ? BalancedFor(labels.Count, classIndices) : NamedFor(labels, _named);
    }

    /// <inheritdoc/>
    public bool Equals(ClassWeights? other) => other is not null && JsonNode.DeepEquals(ToJson(), other.ToJson());

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ClassWeights);

    /// <inheritdoc/>
    public override int GetHashCode() => _named?.Count ?? 0;

    // In words of the file; what .NET adds for programmers is left out.
    private static string Reason(Exception exception) => exception switch
    {
        JsonException { LineNumber: { } line } =>
            string.Create(System.Globalization.CultureInfo.InvariantCulture, $"line {line + 1} is no JSON"),
        ArgumentException argument when argument.Message.IndexOf(" (Parameter '", StringComparison.Ordinal) is > 0 and var end =>
            argument.Message[..end].TrimEnd('.'),
        InvalidOperationException => "a weight is no number",
        _ => exception.Message.TrimEnd('.'),
    };

    internal static ClassWeights FromJson(JsonNode? node) => node switch
    {
        JsonObject weights =>
            From(weights.ToDictionary(pair => pair.Key, pair => pair.Value?.GetValue<double>() ?? double.NaN, StringComparer.Ordinal)),
        JsonValue value when value.TryGetValue(out string? name) && string.Equals(name, BalancedName, StringComparison.Ordinal) => Balanced,
        _ => throw new FormatException("neither 'balanced' nor an object."),
    };

    internal JsonNode ToJson() =>
        _named is null
            ? JsonValue.Create(BalancedName)
            : new JsonObject(_named.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)JsonValue.Create(pair.Value))));

    private static float[] BalancedFor(int classes, ReadOnlySpan<int> classIndices)
    {
        var counts = new int[classes];
        foreach (int index in classIndices) counts[index]++;
        int rows = classIndices.Length;
        return Array.ConvertAll(counts, count => count == 0 ? 1f : (float)(rows / ((double)classes * count)));
    }

    private static float[] NamedFor(ClassLabel labels, IReadOnlyDictionary<string, double> named)
    {
        if (named.Keys.FirstOrDefault(name => !labels.TryIndexOf(name, out _)) is { } unknown)
            throw new TrainingException(
                $"there is a class weight for '{unknown}', but the labels are {string.Join(", ", labels.Names)}. Correct the name.");
        return [.. labels.Names.Select(name => named.TryGetValue(name, out double weight)
            ? (float)weight
            : throw new TrainingException($"label '{name}' has no class weight; one for each label was expected. Add it."))];
    }
}
