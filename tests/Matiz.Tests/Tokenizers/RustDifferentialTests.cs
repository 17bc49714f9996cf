using System.Text.Json.Nodes;
using Matiz.Testing;
using Matiz.Tokenizers;
using Matiz.Tokenizers.Pipeline;

namespace Matiz.Tests.Tokenizers;

/// <summary>
/// Every kind of tokenizer against the reference library itself, in Rust, on texts that nobody chose: 50,000 in all where the shared
/// tokenizers are there.
/// </summary>
public class RustDifferentialTests
{
    private const int Texts = 50_000;

    [Theory]
    [MemberData(nameof(TokenizerReferenceTests.Names), MemberType = typeof(TokenizerReferenceTests))]
    public void Encode_SeededTexts_EqualsTheReferenceLibrary(string name)
    {
        string folder = Folder(name);
        Assert.SkipUnless(File.Exists(Path.Combine(folder, "tokenizer.json")), $"needs ../shared: the tokenizer '{name}'");
        var json = JsonNode.Parse(File.ReadAllBytes(Path.Combine(folder, "tokenizer.json")))!.AsObject();
        using var rust = ReferenceLibrary.Open(json);
        var tokenizer = Tokenizer.Load(Path.Combine(folder, "tokenizer.json"));
        var texts = new FuzzTexts(seed: 1, AddedTokens(json));

        var differences = new List<string>();
        for (int i = 0; i < Texts / TokenizerReferenceTests.Names.Count; i++)
        {
            string text = texts.Next();
            uint[] expected = rust.Encode(SurrogateRepair.Repair(text));
            var encoding = tokenizer.Encode(text);
            int[] ids = encoding.Ids;
            if (!encoding.Offsets.All(place => place.Start <= place.End && IsBoundary(text, place.Start) && IsBoundary(text, place.End)))
                differences.Add($"Offsets: {FuzzTexts.Spell(text)}");
            Check("Encode", Array.ConvertAll(expected, id => (int)id), ids);
            Check("EncodeIds", ids, tokenizer.EncodeIds([text]).Ids);
            string decoded = rust.Decode(expected), own = tokenizer.Decode(ids);
            if (!string.Equals(decoded, own, StringComparison.Ordinal)) differences.Add($"Decode: '{decoded}'\n  '{own}'");

            void Check(string what, int[] wanted, int[] found)
            {
                if (wanted.AsSpan().SequenceEqual(found)) return;
                differences.Add($"{what}: {FuzzTexts.Spell(text)}\n  {string.Join(' ', wanted)}\n  {string.Join(' ', found)}");
            }
        }

        Assert.True(differences.Count == 0, $"{differences.Count} differ:\n{string.Join('\n', differences.Take(8))}");
    }

    private static bool IsBoundary(string text, int at) =>
        at == 0 || at == text.Length || (at > 0 && at < text.Length && !char.IsSurrogatePair(text[at - 1], text[at]));

    private static string Folder(string name) =>
        SharedFiles.SharedExists ? SharedFiles.Shared($"goldens/tokenizers/{name}") : SharedFiles.Golden($"tokenizers/{name}");

    private static List<string> AddedTokens(JsonObject json) =>
    [
        .. json["added_tokens"]!.AsArray().Select(token => token!["content"]!.GetValue<string>()).Take(20),
        "[mask]", "<MASK>", "[CLS]x", "<s", "#tag",
    ];
}
