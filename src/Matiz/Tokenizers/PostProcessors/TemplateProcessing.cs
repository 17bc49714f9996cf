using Matiz.Tokenizers.Loading;

namespace Matiz.Tokenizers.PostProcessors;

/// <summary>Special tokens and texts in the order that the file lists, one template for single texts, one for pairs.</summary>
internal sealed class TemplateProcessing(IReadOnlyList<TemplatePiece> single, IReadOnlyList<TemplatePiece> pair) : PostProcessor
{
    public override IReadOnlyList<TemplatePiece> Single { get; } = single;

    public override IReadOnlyList<TemplatePiece> Pair { get; } = pair;

    public static TemplateProcessing Read(JsonCursor json)
    {
        var specials = new Dictionary<string, (int[] Ids, string[] Tokens)>(StringComparer.Ordinal);
        foreach (var (name, entry) in json.Required("special_tokens").AsObject())
        {
            int[] ids = [.. entry.Required("ids").AsArray().Select(id => id.AsId())];
            string[] tokens = [.. entry.Required("tokens").AsArray().Select(token => token.AsString())];
            if (ids.Length != tokens.Length) throw entry.Error($"has {ids.Length} ids and {tokens.Length} tokens", "as many of each");
            specials[name] = (ids, tokens);
        }

        return new TemplateProcessing(
            ReadTemplate(json.Required("single"), specials, texts: 1),
            ReadTemplate(json.Required("pair"), specials, texts: 2));
    }

    private static List<TemplatePiece> ReadTemplate(JsonCursor json, Dictionary<string, (int[] Ids, string[] Tokens)> specials, int texts)
    {
        var pieces = new List<TemplatePiece>();
        foreach (var item in json.AsArray())
        {
            if (item.Optional("SpecialToken") is { } special)
            {
                var name = special.Required("id");
                if (!specials.TryGetValue(name.AsString(), out var found))
                {
                    throw name.Error($"is '{name.AsString()}', which special_tokens lacks", "a token that special_tokens lists");
                }

                pieces.Add(new TemplatePiece(null, special.Required("type_id").AsTypeId(), found.Ids, found.Tokens));
                continue;
            }

            var sequence = item.Required("Sequence");
            var id = sequence.Required("id");
            int number = id.AsString() switch
            {
                "A" => 0,
                "B" when texts == 2 => 1,
                var other => throw id.Error($"is '{other}'", texts == 2 ? "'A' or 'B'" : "'A', the only text here"),
            };
            pieces.Add(TemplatePiece.Text(number, sequence.Required("type_id").AsTypeId()));
        }

        return pieces;
    }
}
