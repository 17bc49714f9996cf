using Matiz.Tokenizers.Loading;
using Matiz.Tokenizers.PostProcessors;

namespace Matiz.Tokenizers.Bpe;

/// <summary>
/// RoBERTa's order: <c>&lt;s&gt; A &lt;/s&gt;</c>, of a pair <c>&lt;s&gt; A &lt;/s&gt;&lt;/s&gt; B &lt;/s&gt;</c>, all in segment 0, and
/// spans without white space.
/// </summary>
internal sealed class RobertaProcessing((string Token, int Id) cls, (string Token, int Id) sep, bool trimOffsets, bool addPrefixSpace)
    : PostProcessor
{
    public bool TrimOffsets { get; } = trimOffsets;

    public bool AddPrefixSpace { get; } = addPrefixSpace;

    public override IReadOnlyList<TemplatePiece> Single { get; } =
        [TemplatePiece.Special(cls.Id, cls.Token, 0), TemplatePiece.Text(0, 0), TemplatePiece.Special(sep.Id, sep.Token, 0)];

    public override IReadOnlyList<TemplatePiece> Pair { get; } =
    [
        TemplatePiece.Special(cls.Id, cls.Token, 0), TemplatePiece.Text(0, 0), TemplatePiece.Special(sep.Id, sep.Token, 0),
        TemplatePiece.Special(sep.Id, sep.Token, 0), TemplatePiece.Text(1, 0), TemplatePiece.Special(sep.Id, sep.Token, 0),
    ];

    public static RobertaProcessing Read(JsonCursor json) => new(
        BertProcessing.ReadToken(json.Required("cls")),
        BertProcessing.ReadToken(json.Required("sep")),
        json.Optional("trim_offsets")?.AsBoolean() ?? true,
        json.Optional("add_prefix_space")?.AsBoolean() ?? true);

    /// <summary>The same with other settings of spans.</summary>
    public RobertaProcessing With(bool trim, bool prefixSpace) => new(cls, sep, trim, prefixSpace);

    public override (int Start, int End) SpanOf(string token, int index, (int Start, int End) span, ReadOnlySpan<char> text) =>
        TrimOffsets ? ByteLevelProcessing.Trim(token, index, span, text, AddPrefixSpace) : span;
}
