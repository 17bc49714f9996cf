using System.Text;
using System.Text.Json;
using Matiz.Formats.Json;

namespace Matiz.Formats.Tests.Json;

public sealed class PythonJsonTests
{
    private static readonly JsonSerializerOptions Relaxed =
        new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Theory]
    [InlineData("""{"a":NaN,"b":[Infinity,-Infinity],"c":"NaN","d":"a \"NaN\" b"}""")]
    [InlineData("""{"a":1e-12,"b":1.50,"c":null,"d":true,"e":"\n"}""")]
    [InlineData("NaN")]
    public void Restore_OfParsedNodes_IsTheText(string json)
    {
        var node = PythonJson.ParseNode(Encoding.UTF8.GetBytes(json));
        Assert.Equal(
            json.Replace("\\\"", "\\u0022", StringComparison.Ordinal), PythonJson.Restore(node!.ToJsonString()), StringComparer.Ordinal);
        Assert.Equal(json, PythonJson.Restore(node.ToJsonString(Relaxed)), StringComparer.Ordinal);
    }

    [Fact]
    public void ParseNode_EqualKeys_TheLastOneCounts()
    {
        var node = PythonJson.ParseNode("""{"a":1,"b":{"c":1,"c":2},"a":3}"""u8.ToArray());
        Assert.Equal("""{"a":3,"b":{"c":2}}""", node!.ToJsonString());
    }

    [Fact]
    public void IsNumberWord_TellsWordsFromTexts()
    {
        var node = PythonJson.ParseNode("""{"a":NaN,"b":"NaN","c":1}"""u8.ToArray())!.AsObject();
        Assert.Equal([true, false, false, false], ((string[])["a", "b", "c", "d"]).Select(key => PythonJson.IsNumberWord(node[key])));
    }

    [Theory]
    [InlineData("""{"a":"\ud800"}""", "'a' holds one half of a surrogate pair, which is no character")]
    [InlineData("""{"a":[0,{"b":"\udc00x"}]}""", "'a[1].b' holds one half of a surrogate pair, which is no character")]
    public void ParseNode_HalfASurrogatePair_NamesTheKey(string json, string message) =>
        Assert.Equal(message, Assert.Throws<FormatException>(() => PythonJson.ParseNode(Encoding.UTF8.GetBytes(json))).Message);

    [Fact]
    public void ParseNode_BytesThatAreNoUtf8_NamesLineAndByte()
    {
        byte[] json = [.. "{\n \"0\": \"trist"u8, 0xE9, .. "\"}"u8];
        Assert.Equal(
            "line 2: the byte 0xE9 is no UTF-8; the file may be Latin-1",
            Assert.Throws<FormatException>(() => PythonJson.ParseNode(json)).Message);
        Assert.Equal(
            "the file is UTF-16",
            Assert.Throws<FormatException>(
                () => PythonJson.ParseNode(Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes("{}")).ToArray())).Message);
    }

    [Theory]
    [InlineData("""{"a":nan}""")]
    [InlineData("""{"a":Infinit}""")]
    [InlineData("""{"a":1,}""")]
    public void ParseNode_WhatPythonRefuses_IsRefused(string json) =>
        Assert.ThrowsAny<JsonException>(() => PythonJson.ParseNode(Encoding.UTF8.GetBytes(json)));
}
