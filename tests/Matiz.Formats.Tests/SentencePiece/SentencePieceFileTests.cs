using Google.Protobuf;
using Matiz.Formats.SentencePiece;
using Matiz.Testing;

namespace Matiz.Formats.Tests.SentencePiece;

public class SentencePieceFileTests
{
    [Fact]
    public void Read_WhatAWriterOfTheFormatWrote_IsAllThere()
    {
        byte[] bytes = Message(output =>
        {
            WritePiece(output, "<unk>", 0, PieceKind.Unknown);
            WritePiece(output, "▁é", -1.5f);
            WriteMessage(output, 2, trainer =>
            {
                WriteNumber(trainer, 3, 2);
                WriteNumber(trainer, 35, 1);
                WriteNumber(trainer, 40, 7);
                WriteNumber(trainer, 41, -1);
            });
            WriteMessage(output, 3, normalizer =>
            {
                normalizer.WriteTag(2, WireFormat.WireType.LengthDelimited);
                normalizer.WriteBytes(ByteString.CopyFrom(1, 2, 3));
                WriteNumber(normalizer, 3, 0);
            });
            WriteMessage(output, 4, _ => { });
        });

        var file = SentencePieceFile.Read(bytes, "m");

        Assert.Equal([new Piece("<unk>", 0, PieceKind.Unknown), new Piece("▁é", -1.5f, PieceKind.Normal)], file.Pieces);
        Assert.Equal((PieceModel.Bpe, 7, true), (file.Model, file.UnknownId, file.ByteFallback));
        Assert.Equal([1, 2, 3], file.CharacterMap);
        Assert.False(file.AddsPrefix);
    }

    [Theory]
    [InlineData("", "m: has no pieces. Expected a SentencePiece model with its vocabulary.")]
    [InlineData("0A05", "m: is no SentencePiece model (")]     // five bytes are promised
    [InlineData("0800", "m: is no SentencePiece model (pieces is no LengthDelimited).")]
    [InlineData("0A00", "m: pieces[0].piece is empty. Expected a text.")]
    [InlineData("0A030A01FF", "m: pieces[0].piece is not UTF-8. Expected a text.")]
    [InlineData("0A080A0161150000C07F", "m: pieces[0].score is NaN. Expected a finite number.")]
    [InlineData("0A050A01611809", "m: pieces[0].type is 9. Expected 1 to 6.")]
    [InlineData("3C21444F", "m: ")]                            // <!DO
    public void Read_Damaged_SaysWhatAndWhere(string hex, string expected)
    {
        var error = Assert.Throws<SentencePieceException>(() => SentencePieceFile.Read(Convert.FromHexString(hex), "m"));

        Assert.StartsWith(expected, error.Message, StringComparison.Ordinal);
        Assert.EndsWith("fetch it again.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_MutatedFiles_ThrowNothingElse()
    {
        Assert.SkipUnless(SharedFiles.SharedExists, "needs ../shared: models of SentencePiece");
        byte[] bytes = File.ReadAllBytes(SharedFiles.Shared("goldens/tokenizers/unigram/sentencepiece.bpe.model"));
        DamagedReading.Check<SentencePieceException>(bytes, "m: ", copy => SentencePieceFile.Read(copy, "m"));
    }

    private static void WritePiece(CodedOutputStream output, string text, float score, PieceKind kind = PieceKind.Normal) =>
        WriteMessage(output, 1, piece =>
        {
            piece.WriteTag(1, WireFormat.WireType.LengthDelimited);
            piece.WriteString(text);
            piece.WriteTag(2, WireFormat.WireType.Fixed32);
            piece.WriteFloat(score);
            if (kind != PieceKind.Normal) WriteNumber(piece, 3, (int)kind);
        });

    private static void WriteNumber(CodedOutputStream output, int field, int value)
    {
        output.WriteTag(field, WireFormat.WireType.Varint);
        output.WriteInt32(value);
    }

    private static void WriteMessage(CodedOutputStream output, int field, Action<CodedOutputStream> write)
    {
        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteBytes(ByteString.CopyFrom(Message(write)));
    }

    private static byte[] Message(Action<CodedOutputStream> write)
    {
        using var memory = new MemoryStream();
        using (var output = new CodedOutputStream(memory, leaveOpen: true)) write(output);
        return memory.ToArray();
    }
}
