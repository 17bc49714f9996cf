using Matiz.Formats.SentencePiece;

namespace Matiz.Tokenizers.SentencePiece;

/// <summary>CamemBERT's class: as XLM-RoBERTa's, but of fairseq's special tokens three have no use.</summary>
internal sealed class CamembertTokenizerClass : SentencePieceTokenizerClass
{
    private static readonly string[] Unused = ["<s>NOTUSED", "</s>NOTUSED", "<unk>NOTUSED"];

    public CamembertTokenizerClass()
        : base("CamembertTokenizer", "sentencepiece.bpe.model")
    {
        ModelType = "camembert";
        HasTypeIds = false;
        Tokens = Named("<s>", "</s>", "<unk>", "<pad>", "<mask>", maskTakesSpace: true);
        Additional = Unused;
    }

    public override IEnumerable<(string Piece, double Score)> Pieces(SentencePieceFile file, Func<string, string> tokens) =>
    [
        (Unused[0], 0), (tokens("pad_token"), 0), (Unused[1], 0), (tokens("unk_token"), 0), (Unused[2], -100),
        .. file.Pieces.Skip(1).Select(piece => (piece.Text, (double)piece.Score)),
        (tokens("mask_token"), 0),
    ];

    public override int UnknownId(SentencePieceFile file) => 3;
}
