using Matiz.Formats.SentencePiece;

namespace Matiz.Tokenizers.SentencePiece;

/// <summary>XLM-RoBERTa's class: fairseq's four special tokens go before the pieces, the mask stands behind them.</summary>
internal sealed class XlmRobertaTokenizerClass : SentencePieceTokenizerClass
{
    private const int OwnSpecials = 3;                         // <unk>, <s>, </s> of the file

    public XlmRobertaTokenizerClass()
        : base("XLMRobertaTokenizer", "sentencepiece.bpe.model")
    {
        ModelType = "xlm-roberta";
        HasTypeIds = false;
        Tokens = Named("<s>", "</s>", "<unk>", "<pad>", "<mask>", maskTakesSpace: true);
    }

    public override IEnumerable<(string Piece, double Score)> Pieces(SentencePieceFile file, Func<string, string> tokens) =>
    [
        ("<s>", 0), ("<pad>", 0), ("</s>", 0), ("<unk>", 0),
        .. file.Pieces.Skip(OwnSpecials).Select(piece => (piece.Text, (double)piece.Score)),
        ("<mask>", 0),
    ];

    public override int UnknownId(SentencePieceFile file) => 3;
}
