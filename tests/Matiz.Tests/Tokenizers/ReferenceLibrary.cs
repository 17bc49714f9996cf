using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Matiz.Tokenizers;

namespace Matiz.Tests.Tokenizers;

/// <summary>
/// The reference library itself (Rust, through Tokenizers.DotNet), for tests: whatever a pipeline makes of texts, ours has to make the
/// same. It gives ids only, so pipelines are compared with a model whose ids tell every character, and where every piece begins.
/// </summary>
internal static class ReferenceLibrary
{
    /// <summary>Whether it runs here: the package has a native library for Linux on x64 alone.</summary>
    public static bool Exists => OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture is Architecture.X64;

    /// <summary>
    /// A <c>tokenizer.json</c> with the given steps and a model of single characters, in which the first of a piece has another id than the
    /// same within one. The model knows <paramref name="characters"/>; all others are unknown to it, one by one.
    /// </summary>
    public static JsonObject Json(string normalizer, string preTokenizer, IEnumerable<string> characters, string addedTokens = "")
    {
        var vocabulary = new JsonObject { ["<unk>"] = 0 };
        foreach (string character in characters)
        {
            vocabulary[character] = vocabulary.Count;
            vocabulary["##" + character] = vocabulary.Count;
        }

        var json = JsonNode.Parse($$"""
            {
              "version": "1.0", "truncation": null, "padding": null, "added_tokens": [{{addedTokens}}],
              "normalizer": {{normalizer}}, "pre_tokenizer": {{preTokenizer}}, "post_processor": null, "decoder": null,
              "model": {
                "type": "BPE", "dropout": null, "unk_token": "<unk>", "continuing_subword_prefix": "##", "end_of_word_suffix": null,
                "fuse_unk": false, "byte_fallback": false, "ignore_merges": false, "vocab": {}, "merges": []
              }
            }
            """)!.AsObject();
        json["model"]!["vocab"] = vocabulary;
        return json;
    }

    /// <summary>A tokenizer of the library, without the file's own truncation and padding, which Matiz leaves to the caller.</summary>
    public static global::Tokenizers.DotNet.Tokenizer Open(JsonObject json)
    {
        Assert.SkipUnless(Exists, "needs the reference library, which is there for Linux on x64");
        json["truncation"] = null;
        json["padding"] = null;
        string path = Path.GetTempFileName();
        File.WriteAllText(path, json.ToJsonString());
        var reference = new global::Tokenizers.DotNet.Tokenizer(path);
        File.Delete(path);
        return reference;
    }

    /// <summary>The reference's ids of a text.</summary>
    public static int[] Encode(JsonObject json, string text)
    {
        using var reference = Open(json);
        return [.. reference.Encode(text).Select(id => (int)id)];
    }

    /// <summary>Holds both ways of ours, with and without offsets, to the ids of the reference.</summary>
    public static void AssertSame(JsonObject json, IEnumerable<string> texts)
    {
        using var reference = Open(json);
        var ours = TestTokenizers.Load(json);
        foreach (string text in texts)
        {
            int[] expected = [.. reference.Encode(text).Select(id => (int)id)];
            AssertEqual(expected, ours.Encode(text).Ids, text, ours, "Encode");
            AssertEqual(expected, ours.EncodeIds([text]).Ids, text, ours, "EncodeIds");
        }
    }

    private static void AssertEqual(int[] expected, IReadOnlyList<int> found, string text, Tokenizer tokenizer, string way)
    {
        if (expected.SequenceEqual(found)) return;
        Assert.Fail($"{way} of {Escaped(text)}\nexpected {Shown(expected, tokenizer)}\nfound    {Shown(found, tokenizer)}");
    }

    private static string Shown(IEnumerable<int> ids, Tokenizer tokenizer) =>
        string.Concat(ids.Select(id => tokenizer.IdToToken(id)!).Select(t => t.StartsWith("##", StringComparison.Ordinal) ? Escaped(t[2..])
            : "|" + Escaped(t)));

    private static string Escaped(string text) =>
        string.Concat(text.Select(unit => unit is > ' ' and < (char)0x7F ? unit.ToString() : unit == ' ' ? "_" : $"\\u{(int)unit:X4}"));
}
