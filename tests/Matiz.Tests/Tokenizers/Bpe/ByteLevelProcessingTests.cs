using Matiz.Tokenizers.Bpe;

namespace Matiz.Tests.Tokenizers.Bpe;

public class ByteLevelProcessingTests
{
    [Theory]
    [InlineData("x a", "Ġa", 1, 1, 3, true, 2, 3)]
    [InlineData("a", "Ġa", 0, 0, 1, true, 0, 1)]               // the space was put there, and is not in the text
    [InlineData(" a", "Ġa", 0, 0, 2, false, 1, 2)]
    [InlineData("a", "Ġa", 2, 0, 1, true, 0, 1)]
    [InlineData("  a", "ĠĠa", 0, 0, 3, true, 2, 3)]
    [InlineData("x ", "Ġ", 3, 1, 2, true, 2, 2)]
    [InlineData("xa ", "aĠ", 3, 1, 3, true, 1, 2)]
    [InlineData("x <mask> ", " <mask> ", 3, 1, 9, true, 2, 8)]
    [InlineData("x\u3000<mask>\u3000", "\u3000<mask>\u3000", 3, 1, 9, true, 1, 8)]
    [InlineData("x\n", "Ċ", 3, 1, 2, true, 1, 2)]
    [InlineData("\U0001F600", "Ġ", 0, 0, 2, true, 0, 0)]
    [InlineData("xé", "Ġ", 1, 1, 2, true, 1, 1)]
    [InlineData("xa", "Ġ", 1, 1, 2, true, 2, 2)]
    public void SpanOf_TakesWhiteSpaceOut(
        string text, string token, int index, int start, int end, bool addPrefixSpace, int expectedStart, int expectedEnd)
    {
        Assert.Equal((expectedStart, expectedEnd), new ByteLevelProcessing(true, addPrefixSpace).SpanOf(token, index, (start, end), text));
        Assert.Equal((start, end), new ByteLevelProcessing(false, addPrefixSpace).SpanOf(token, index, (start, end), text));
    }

    [Fact]
    public void Sequence_OfATemplateAndTrimming_DoesBoth()
    {
        var json = TestTokenizers.Json(["Ġa", "a"]);
        json["normalizer"] = null;
        json["pre_tokenizer"] = System.Text.Json.Nodes.JsonNode.Parse("""{"type":"ByteLevel","add_prefix_space":false}""");
        json["post_processor"] = System.Text.Json.Nodes.JsonNode.Parse("""
            {"type":"Sequence","processors":[{"type":"ByteLevel","trim_offsets":true,"add_prefix_space":false},
             {"type":"BertProcessing","sep":["[SEP]",2],"cls":["[CLS]",1]}]}
            """);

        var encoding = TestTokenizers.Load(json).Encode("a a");

        Assert.Equal(["[CLS]", "a", "Ġa", "[SEP]"], encoding.Tokens);
        Assert.Equal([(0, 0), (0, 1), (2, 3), (0, 0)], encoding.Offsets);
    }
}
