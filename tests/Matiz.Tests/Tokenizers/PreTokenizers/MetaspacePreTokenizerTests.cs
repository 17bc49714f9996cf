using System.Text.Json;
using Matiz.Tokenizers;
using Matiz.Tokenizers.Loading;
using Matiz.Tokenizers.Pipeline;
using Matiz.Tokenizers.PreTokenizers;

namespace Matiz.Tests.Tokenizers.PreTokenizers;

public class MetaspacePreTokenizerTests
{
    [Theory]
    [InlineData("", "hello  world", "▁hello|▁|▁world")]
    [InlineData("", " hello ", "▁hello|▁")]
    [InlineData("", "▁a\u00A0b\nc", "▁a\u00A0b\nc")]
    [InlineData(""","prepend_scheme":"never" """, "a b", "a|▁b")]
    [InlineData(""","prepend_scheme":"first" """, "a b", "▁a|▁b")]
    [InlineData(""","prepend_scheme":"always","split":false""", "a b", "▁a▁b")]
    [InlineData(""","add_prefix_space":true""", "a b", "▁a|▁b")]
    [InlineData(""","add_prefix_space":true,"prepend_scheme":"never" """, "a b", "a|▁b")]
    [InlineData(""","add_prefix_space":false""", "a b", "a|▁b")]
    [InlineData(""","add_prefix_space":false,"prepend_scheme":"never","str_rep":"▁" """, "a b", "a|▁b")]
    public void Split_FollowsItsScheme(string keys, string text, string expected)
    {
        var pieces = Split(Read(keys), AlignedText.FromSource(text, 0));

        Assert.Equal(expected, string.Join('|', pieces.Select(piece => piece.Chars.ToString())));
    }

    [Fact]
    public void Split_PutsTheSignOverTheFirstCharacter()
    {
        var pieces = Split(Read(""), AlignedText.FromSource("xyz a", 7));

        Assert.Equal([(7, 10), (10, 12)], pieces.Select(piece => piece.Text.SpanOf(piece.Start, piece.End)));
        Assert.Equal((7, 8), pieces[0].Text.SpanOf(0));
        Assert.Equal((7, 8), pieces[0].Text.SpanOf(1));
    }

    [Fact]
    public void Split_FirstScheme_LeavesWhatStandsLaterAlone() =>
        Assert.Equal("a", Split(Read(""","prepend_scheme":"first" """), AlignedText.FromSource("a", 3))[0].Chars.ToString());

    [Theory]
    [InlineData(""","prepend_scheme":"second" """, "part.prepend_scheme is 'second'; expected one of always, first, never.")]
    [InlineData(
        ""","prepend_scheme":"first","add_prefix_space":false""",
        "part.add_prefix_space is false, but prepend_scheme is 'first'; expected no contradiction.")]
    public void Read_WhatNobodyKnows_IsAnError(string keys, string message)
    {
        var error = Assert.Throws<TokenizerException>(() => Read(keys));

        Assert.Equal($"tokenizer.json: {message} Correct the file, or fetch it again.", error.Message);
    }

    private static List<TextPiece> Split(MetaspacePreTokenizer splitter, AlignedText text)
    {
        var pieces = new List<TextPiece>();
        splitter.Split(new TextPiece(text, 0, text.Length), pieces);
        return pieces;
    }

    private static MetaspacePreTokenizer Read(string keys) => MetaspacePreTokenizer.Read(
        new JsonCursor(JsonDocument.Parse($$"""{"type":"Metaspace","replacement":"▁"{{keys}}}""").RootElement, "tokenizer.json", "part"));
}
