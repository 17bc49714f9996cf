using Matiz.Hub;
using Matiz.Sharing.Push;

namespace Matiz.Tests.Sharing.Push;

public sealed class LeftFilesTests
{
    private const string Index = """{"weight_map": {"a": "model-00001-of-00001.safetensors"}}""";

    public static TheoryData<string, string, string> Cases { get; } = new()
    {
        { "config.json pytorch_model.bin", "config.json model.safetensors README.md", "model.safetensors" },
        { "config.json model.safetensors", "config.json pytorch_model.bin tf_model.h5 model.safetensors.index.json", "" },
        {
            "config.json model.safetensors.index.json model-00001-of-00001.safetensors",
            "model.safetensors model-00001-of-00002.safetensors", "model.safetensors"
        },
        {
            "config.json pytorch_model.bin", "model.safetensors model.safetensors.index.json",
            "model.safetensors model.safetensors.index.json"
        },
        { "config.json model.safetensors", "calibration.json", "calibration.json" },
        { "config.json model.safetensors", "quantization_results.json", "quantization_results.json" },
        { "config.json model.safetensors tokenizer.json", "vocab.txt added_tokens.json", "added_tokens.json vocab.txt" },
        {
            "config.json model.safetensors", "modules.json 1_Pooling/config.json 2_Dense/config.json 2_Dense/model.safetensors",
            "1_Pooling/config.json 2_Dense/config.json 2_Dense/model.safetensors modules.json"
        },
        { "config.json model.safetensors", "README.md LICENSE notes.txt dataset_info.json checkpoint-4/model.safetensors", "" },
        { "config.json model.safetensors", "adapter_config.json adapter_model.safetensors", "adapter_config.json" },
        { "config.json model.safetensors", "", "" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void WhatWouldBeReadWithTheModel_IsFound(string sent, string there, string found)
    {
        HubUploadFile[] files = [.. Split(sent).Select(static path => HubUploadFile.FromBytes(
            path, System.Text.Encoding.UTF8.GetBytes(path.EndsWith("index.json", StringComparison.Ordinal) ? Index : "{}")))];
        HubFile[] present = [.. Split(there).Concat(Split(sent)).Distinct(StringComparer.Ordinal)
            .Select(static path => new HubFile(path, 1, "", null))];

        Assert.Equal(Split(found), LeftFiles.Among(HubRepository.Model("user/emotion"), present, files));
    }

    private static string[] Split(string names) => names.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
