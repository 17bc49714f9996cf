using System.Text.Json.Nodes;
using Matiz.Tokenizers;

namespace Matiz.Tests.Tokenizers;

/// <summary>Small tokenizers for tests, written as the files of the format.</summary>
internal static class TestTokenizers
{
    public const string Bert =
        """{"type":"BertNormalizer","clean_text":true,"handle_chinese_chars":true,"strip_accents":null,"lowercase":true}""";

    /// <summary>A tokenizer.json of BERT's kind with [UNK] 0, [CLS] 1, [SEP] 2 and the given pieces from 3 on.</summary>
    public static JsonObject Json(string[] pieces, string normalizer = Bert, string addedTokens = "")
    {
        var vocabulary = new JsonObject { ["[UNK]"] = 0, ["[CLS]"] = 1, ["[SEP]"] = 2 };
        foreach (string piece in pieces) vocabulary[piece] = vocabulary.Count;
        var json = JsonNode.Parse($$"""
            {
              "version": "1.0", "truncation": null, "padding": null,
              "added_tokens": [{{addedTokens}}],
              "normalizer": {{normalizer}},
              "pre_tokenizer": {"type": "BertPreTokenizer"},
              "post_processor": {"type": "BertProcessing", "sep": ["[SEP]", 2], "cls": ["[CLS]", 1]},
              "decoder": {"type": "WordPiece", "prefix": "##", "cleanup": true},
              "model": {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##", "max_input_chars_per_word": 100}
            }
            """)!.AsObject();
        json["model"]!["vocab"] = vocabulary;
        return json;
    }

    public static Tokenizer Load(JsonNode json) => Load(("tokenizer.json", json.ToJsonString()));

    public static Tokenizer Load(params (string Name, string Content)[] files) =>
        Tokenizer.Load(files.ToDictionary(file => file.Name, file => System.Text.Encoding.UTF8.GetBytes(file.Content)));

    /// <summary>An added token of the file; <paramref name="flags"/> names those that are true.</summary>
    public static string Added(string content, params string[] flags)
    {
        var json = new JsonObject { ["id"] = 0, ["content"] = content };
        foreach (string flag in (string[])["single_word", "lstrip", "rstrip", "normalized", "special"]) json[flag] = flags.Contains(flag);
        return json.ToJsonString();
    }
}
