using System.Text.Json;
using Matiz.Tokenizers.Loading;

namespace Matiz.Tests.Tokenizers.Decoders;

/// <summary>Each decoder on tokens parted by "|"; the results are those that the reference's source prescribes.</summary>
public class DecoderTests
{
    private const string Metaspace = "\"type\":\"Metaspace\",\"replacement\":\"▁\"";

    [Theory]
    [InlineData("""{"type":"BPEDecoder"}""", "low</w>|er|est</w>", "low |er|est")]
    [InlineData("""{"type":"BPEDecoder","suffix":"_"}""", "a_|b_|c", "a |b |c")]
    [InlineData("""{"type":"ByteFallback"}""", "<0xC3>|<0xa9>|x|<0xC3>|<0x41>", "é|x|\uFFFD|\uFFFD")]
    [InlineData("""{"type":"ByteFallback"}""", "<0xGG>|<0x4>|<0x41>", "<0xGG>|<0x4>|A")]
    [InlineData("""{"type":"CTC"}""", "<pad>|h|h|<pad>|i|I", "h|i|I")]
    [InlineData("""{"type":"CTC","word_delimiter_token":"_","cleanup":false}""", "a|_|b", "a|_|b")]
    [InlineData("""{"type":"CTC","word_delimiter_token":"_"}""", "a|_|b", "a| |b")]
    [InlineData("""{"type":"Fuse"}""", "a|b|c", "abc")]
    [InlineData("{" + Metaspace + "}", "▁a▁|▁b|c", "a| b|c")]
    [InlineData("{" + Metaspace + ",\"prepend_scheme\":\"never\"}", "▁a|▁b", " a| b")]
    [InlineData("""{"type":"Replace","pattern":{"String":"▁"},"content":" "}""", "▁a▁b|c", " a b|c")]
    [InlineData("""{"type":"Replace","pattern":{"Regex":"a+"},"content":"$0"}""", "baab|a", "b$0b|$0")]
    [InlineData("""{"type":"Strip","content":" ","start":1,"stop":0}""", "  a |b", " a |b")]
    [InlineData("""{"type":"Strip","content":"_","start":2,"stop":1}""", "_a__|_", "a_|")]
    [InlineData("""{"type":"WordPiece"}""", "do|n|##'t|.", "do| n|'t|.")]
    [InlineData("""{"type":"Sequence","decoders":[{"type":"Fuse"},{"type":"Strip","content":"a","start":1,"stop":1}]}""", "a|b|a", "b")]
    public void Decode_DoesAsTheFileSays(string json, string tokens, string expected)
    {
        using var document = JsonDocument.Parse(json);
        var decoder = KnownComponents.Decoders.Read(new JsonCursor(document.RootElement, "tokenizer.json", "decoder"));

        Assert.Equal(expected, string.Join('|', decoder.Decode([.. tokens.Split('|')])));
        Assert.Equal("", string.Concat(decoder.Decode([])));
    }
}
