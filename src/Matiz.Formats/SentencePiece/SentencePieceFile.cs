using System.Globalization;
using System.Text;
using Google.Protobuf;

namespace Matiz.Formats.SentencePiece;

/// <summary>What a piece is for (<c>ModelProto.SentencePiece.Type</c>).</summary>
internal enum PieceKind
{
    Normal = 1,
    Unknown = 2,
    Control = 3,
    UserDefined = 4,
    Unused = 5,
    Byte = 6,
}

/// <summary>How pieces are chosen (<c>TrainerSpec.ModelType</c>).</summary>
internal enum PieceModel
{
    Unigram = 1,
    Bpe = 2,
    Word = 3,
    Char = 4,
}

/// <summary>A piece of a vocabulary; its id is its place.</summary>
internal readonly record struct Piece(string Text, float Score, PieceKind Kind);

/// <summary>
/// A SentencePiece model (<c>sentencepiece_model.proto</c>): its pieces, and of its settings those that change what a text is cut into. All
/// else in the file is passed over.
/// </summary>
internal sealed class SentencePieceFile
{
    private const int MostPieces = 1 << 24;
    private const string Damaged = "The file is damaged or was not copied whole: fetch it again.";

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private SentencePieceFile()
    {
    }

    /// <summary>The pieces; at least one.</summary>
    public List<Piece> Pieces { get; } = [];

    /// <summary>How they are chosen (<c>trainer_spec.model_type</c>).</summary>
    public PieceModel Model { get; private set; } = PieceModel.Unigram;

    /// <summary>The id that stands for what no piece fits (<c>trainer_spec.unk_id</c>).</summary>
    public int UnknownId { get; private set; }

    /// <summary>Whether what no piece fits is cut into bytes (<c>trainer_spec.byte_fallback</c>).</summary>
    public bool ByteFallback { get; private set; }

    /// <summary>Whether the sign of a space ends words (<c>trainer_spec.treat_whitespace_as_suffix</c>).</summary>
    public bool SpaceIsSuffix { get; private set; }

    /// <summary>The map of characters that texts are normalized by; empty: none (<c>normalizer_spec.precompiled_charsmap</c>).</summary>
    public byte[] CharacterMap { get; private set; } = [];

    /// <summary>Whether a text is given a space in front (<c>normalizer_spec.add_dummy_prefix</c>).</summary>
    public bool AddsPrefix { get; private set; } = true;

    /// <summary>Reads a model.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="path">What to call it in an error.</param>
    /// <exception cref="SentencePieceException">It is none, or damaged.</exception>
    public static SentencePieceFile Read(byte[] bytes, string path)
    {
        var file = new SentencePieceFile();
        try
        {
            file.Read(new CodedInputStream(bytes));
        }
        catch (InvalidProtocolBufferException exception)
        {
            throw new SentencePieceException(
                path,
                $"is no SentencePiece model ({exception.Message.TrimEnd('.')}). Expected one in protocol buffers. {Damaged}",
                exception);
        }
        catch (FormatException exception)
        {
            throw new SentencePieceException(path, $"{exception.Message}. {Damaged}", exception);
        }

        if (file.Pieces.Count == 0)
            throw new SentencePieceException(path, $"has no pieces. Expected a SentencePiece model with its vocabulary. {Damaged}");
        return file;
    }

    private void Read(CodedInputStream input)
    {
        for (uint tag = input.ReadTag(); tag != 0; tag = input.ReadTag())
        {
            switch (WireFormat.GetTagFieldNumber(tag))
            {
                case 1:
                    if (Pieces.Count == MostPieces) throw new FormatException($"has more than {MostPieces} pieces. Expected fewer");
                    Pieces.Add(ReadPiece(Message(input, tag, "pieces")));
                    break;
                case 2:
                    ReadTrainer(Message(input, tag, "trainer_spec"));
                    break;
                case 3:
                    ReadNormalizer(Message(input, tag, "normalizer_spec"));
                    break;
                default:
                    input.SkipLastField();
                    break;
            }
        }
    }

    private Piece ReadPiece(CodedInputStream input)
    {
        string text = "";
        float score = 0;
        var kind = PieceKind.Normal;
        for (uint tag = input.ReadTag(); tag != 0; tag = input.ReadTag())
        {
            switch (WireFormat.GetTagFieldNumber(tag))
            {
                case 1:
                    text = Text(Bytes(input, tag, Place("piece")).Span, Place("piece"));
                    break;
                case 2:
                    Require(tag, WireFormat.WireType.Fixed32, Place("score"));
                    score = input.ReadFloat();
                    break;
                case 3:
                    kind = (PieceKind)Number(input, tag, Place("type"));
                    break;
                default:
                    input.SkipLastField();
                    break;
            }
        }

        if (text.Length == 0) throw new FormatException($"{Place("piece")} is empty. Expected a text");
        if (!float.IsFinite(score)) throw new FormatException($"{Place("score")} is {score}. Expected a finite number");
        if (!Enum.IsDefined(kind)) throw new FormatException($"{Place("type")} is {(int)kind}. Expected 1 to 6");
        return new Piece(text, score, kind);

        string Place(string field) => string.Create(CultureInfo.InvariantCulture, $"pieces[{Pieces.Count}].{field}");
    }

    private void ReadTrainer(CodedInputStream input)
    {
        for (uint tag = input.ReadTag(); tag != 0; tag = input.ReadTag())
        {
            switch (WireFormat.GetTagFieldNumber(tag))
            {
                case 3:
                    Model = (PieceModel)Number(input, tag, "trainer_spec.model_type");
                    break;
                case 24:
                    SpaceIsSuffix = Number(input, tag, "trainer_spec.treat_whitespace_as_suffix") != 0;
                    break;
                case 35:
                    ByteFallback = Number(input, tag, "trainer_spec.byte_fallback") != 0;
                    break;
                case 40:
                    UnknownId = Number(input, tag, "trainer_spec.unk_id");
                    break;
                default:
                    input.SkipLastField();
                    break;
            }
        }
    }

    private void ReadNormalizer(CodedInputStream input)
    {
        for (uint tag = input.ReadTag(); tag != 0; tag = input.ReadTag())
        {
            switch (WireFormat.GetTagFieldNumber(tag))
            {
                case 2:
                    CharacterMap = Bytes(input, tag, "normalizer_spec.precompiled_charsmap").ToByteArray();
                    break;
                case 3:
                    AddsPrefix = Number(input, tag, "normalizer_spec.add_dummy_prefix") != 0;
                    break;
                default:
                    input.SkipLastField();
                    break;
            }
        }
    }

    private static CodedInputStream Message(CodedInputStream input, uint tag, string field) => Bytes(input, tag, field).CreateCodedInput();

    private static ByteString Bytes(CodedInputStream input, uint tag, string field)
    {
        Require(tag, WireFormat.WireType.LengthDelimited, field);
        return input.ReadBytes();
    }

    private static int Number(CodedInputStream input, uint tag, string field)
    {
        Require(tag, WireFormat.WireType.Varint, field);
        return input.ReadInt32();
    }

    // A field of another type is another format's: protocol buffers say of no file what it is.
    private static void Require(uint tag, WireFormat.WireType type, string field)
    {
        if (WireFormat.GetTagWireType(tag) != type)
            throw new FormatException($"is no SentencePiece model ({field} is no {type}). Expected one in protocol buffers");
    }

    private static string Text(ReadOnlySpan<byte> bytes, string field)
    {
        try
        {
            return Strict.GetString(bytes);
        }
        catch (DecoderFallbackException exception)
        {
            throw new FormatException($"{field} is not UTF-8. Expected a text", exception);
        }
    }
}
