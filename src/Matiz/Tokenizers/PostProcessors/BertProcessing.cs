using Matiz.Tokenizers.Loading;

namespace Matiz.Tokenizers.PostProcessors;

/// <summary>BERT's own order: [CLS] A [SEP], and of a pair [CLS] A [SEP] B [SEP] with B and its [SEP] in segment 1.</summary>
internal sealed class BertProcessing((string Token, int Id) cls, (string Token, int Id) sep) : PostProcessor
{
    public override IReadOnlyList<TemplatePiece> Single { get; } =
        [TemplatePiece.Special(cls.Id, cls.Token, 0), TemplatePiece.Text(0, 0), TemplatePiece.Special(sep.Id, sep.Token, 0)];

    public override IReadOnlyList<TemplatePiece> Pair { get; } =
    [
        TemplatePiece.Special(cls.Id, cls.Token, 0), TemplatePiece.Text(0, 0), TemplatePiece.Special(sep.Id, sep.Token, 0),
        TemplatePiece.Text(1, 1), TemplatePiece.Special(sep.Id, sep.Token, 1),
    ];

    public static BertProcessing Read(JsonCursor json) => new(ReadToken(json.Required("cls")), ReadToken(json.Required("sep")));

    /// <summary>A token and its id, as the file has them: <c>["[SEP]", 102]</c>.</summary>
    public static (string Token, int Id) ReadToken(JsonCursor json)
    {
        JsonCursor[] parts = [.. json.AsArray()];
        return parts.Length == 2
            ? (parts[0].AsString(), parts[1].AsId())
            : throw json.Error($"has {parts.Length} elements", "a token and its id");
    }
}
