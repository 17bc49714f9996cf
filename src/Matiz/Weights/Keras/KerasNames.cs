namespace Matiz.Weights.Keras;

/// <summary>
/// What Keras calls the weights of the reference's models: the class of the model, the parts of the path to the layer, what the layer
/// calls the weight; for instance <c>tf_bert_model/bert/encoder/layer_._0/output/dense/kernel:0</c>.
/// </summary>
internal static class KerasNames
{
    /// <summary>What stands between a list's name and the number in it.</summary>
    public const string NumberMark = "_._";

    private const string OwnNameMark = "___", ClassStart = "tf";

    /// <summary>Whether a name is Keras's: it ends with the number of a variable's output.</summary>
    public static bool IsOne(string name) => name.EndsWith(":0", StringComparison.Ordinal);

    /// <summary>
    /// The first part of all names where it is a class, of whatever name; null where they begin in several ways, or with an encoder's name
    /// as in shards, which leave the class out.
    /// </summary>
    public static string? CommonScope(IReadOnlyList<string> names)
    {
        if (names.Count == 0) return null;
        string first = FirstPart(names[0]);
        bool isCommon = names.All(name => string.Equals(FirstPart(name), first, StringComparison.Ordinal));
        return isCommon && !KerasLayouts.IsEncoder(first) ? first : null;

        static string FirstPart(string name) => name.IndexOf('/', StringComparison.Ordinal) is >= 0 and var slash ? name[..slash] : "";
    }

    /// <summary>PyTorch's name of a weight.</summary>
    /// <param name="name">Keras's.</param>
    /// <param name="scope">A first part that is a class though it does not begin as those of the reference do; null: none.</param>
    public static string ToPyTorch(string name, string? scope)
    {
        string[] parts = Parts(name);
        bool hasClass = parts.Length > 1
            && (parts[0].StartsWith(ClassStart, StringComparison.Ordinal) || string.Equals(parts[0], scope, StringComparison.Ordinal));
        if (hasClass) parts = parts[1..];
        for (int i = 0; i < parts.Length; i++)
        {
            int mark = parts[i].IndexOf(OwnNameMark, StringComparison.Ordinal);     // a___b: the part b, which a model named for itself
            if (mark >= 0) parts[i] = parts[i][(mark + OwnNameMark.Length)..];
        }

        parts[^1] = parts[^1] switch
        {
            "kernel" or "gamma" or "embeddings" => "weight",
            "beta" => "bias",
            var own => own,
        };
        return string.Join('.', parts);
    }

    /// <summary>What the layer calls the weight: <c>kernel</c>, <c>bias</c>, …</summary>
    public static string LastPart(string name) => Parts(name)[^1];

    private static string[] Parts(string name)
    {
        int colon = name.LastIndexOf(':');
        string[] parts = (colon < 0 ? name : name[..colon]).Replace(NumberMark, "/", StringComparison.Ordinal)
            .Split('/', StringSplitOptions.RemoveEmptyEntries);
        return parts.Length > 0 ? parts : [name];
    }
}
