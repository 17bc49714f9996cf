using System.Text;
using Matiz.Formats.Arrays;
using Matiz.Formats.Hdf5;
using Matiz.Formats.Safetensors;
using Matiz.Models;
using Matiz.Tests.Models;
using Matiz.Weights;
using Matiz.Weights.Keras;

namespace Matiz.Tests.Weights.Keras;

public sealed class KerasWeightsTests : IDisposable
{
    private const string Head = "sequence-classification";

    private readonly string _folder = Directory.CreateTempSubdirectory("matiz-").FullName;

    // CamemBERT's classes are RoBERTa's under another name.
    public static TheoryData<string> Architectures => [.. KerasLayouts.ModelTypes.Where(type => type != "camembert")];

    [Theory]
    [MemberData(nameof(Architectures))]
    public void Open_WhatKerasSaved_IsTheOriginal(string architecture)
    {
        string folder = OtherFrameworks.Folder("keras-" + architecture);
        using var found = WeightFiles.Open(folder);
        using var expected = WeightFiles.Open(TinyModels.Folder(architecture, Head));
        Assert.Equal("keras", found.Format.Name);
        OtherFrameworks.AssertEqual(expected, found);
    }

    [Theory]
    [MemberData(nameof(Architectures))]
    public void Write_HasTheLayersAndNamesOfKeras_InItsOrder(string architecture)
    {
        string path = Path.Combine(_folder, "tf_model.h5");
        using var original = WeightFiles.Open(TinyModels.Folder(architecture, Head));
        Save(original, architecture, path);
        using (var reread = WeightFiles.Open(path)) OtherFrameworks.AssertEqual(original, reread);
        string golden = Path.Combine(OtherFrameworks.Folder("keras-" + architecture), "tf_model.h5");
        Assert.Equal(Describe(golden, isWhole: false), Describe(path, isWhole: true));
    }

    [Fact]
    public void Open_Shards_AreOneCheckpoint()
    {
        using var original = WeightFiles.Open(TinyModels.Folder("distilbert", Head));
        string whole = Path.Combine(_folder, "whole.h5");
        Save(original, "distilbert", whole);
        var map = new List<string>();
        using (var file = KerasFile.Open(whole, Matiz.Formats.MappedBytes.Open(whole)))
        {
            for (int shard = 0; shard < 2; shard++)
            {
                string name = $"tf_model-0000{shard + 1}-of-00002.h5";
                var root = new Hdf5GroupToWrite();
                var part = file.Arrays.Where((_, index) => index % 2 == shard).ToList();
                root.SetTexts("layer_names", [.. part.Select(array => WithoutClass(array.Name))]);
                foreach (var array in part) root.Add(WithoutClass(array.Name), TensorToWrite.From(array, "x"));
                using var stream = File.Create(Path.Combine(_folder, name));
                Hdf5Writer.Write(stream, root);
                map.AddRange(part.Select(array => $"\"{WithoutClass(array.Name)}\": \"{name}\""));
            }
        }

        File.WriteAllText(Path.Combine(_folder, "tf_model.h5.index.json"), $"{{\"weight_map\": {{{string.Join(", ", map)}}}}}");
        using var found = WeightFiles.Open(_folder);
        OtherFrameworks.AssertEqual(original, found);
    }

    [Fact]
    public void Open_SafetensorsOfTensorFlow_IsTheOriginal()
    {
        string h5 = Path.Combine(OtherFrameworks.Folder("keras-distilbert"), "tf_model.h5");
        string path = Path.Combine(_folder, "model.safetensors");
        using (var file = KerasFile.Open(h5, Matiz.Formats.MappedBytes.Open(h5)))
        {
            SafetensorsWriter.Write(path, file.Arrays.Select(array => TensorToWrite.From(array, WithoutClass(array.Name))));
        }

        using var found = WeightFiles.Open(path);
        using var original = WeightFiles.Open(TinyModels.Folder("distilbert", Head));
        OtherFrameworks.AssertEqual(original, found);
    }

    [Fact]
    public void Write_ArchitectureThatKerasNeverHad_IsRefused()
    {
        using var original = WeightFiles.Open(TinyModels.Folder("distilbert", Head));
        Assert.Equal(
            $"{_folder}/x.h5: Keras never had the architecture 'modernbert', expected one of albert, bert, camembert, deberta-v2, "
            + "distilbert, electra, mpnet, roberta, xlm-roberta. Convert it to safetensors or pytorch.",
            Assert.Throws<CheckpointException>(() => Save(original, "modernbert", _folder + "/x.h5")).Message);
    }

    [Theory]
    [InlineData("tf_bert_for_masked_lm/mlm___cls/predictions/transform/dense/kernel:0", "cls.predictions.transform.dense.weight")]
    [InlineData("tf_bert_model/bert/embeddings/LayerNorm/gamma:0", "bert.embeddings.LayerNorm.weight")]
    [InlineData("bert/encoder/layer_._11/output/LayerNorm/beta:0", "bert.encoder.layer.11.output.LayerNorm.bias")]
    [InlineData("tf_deberta_v2_model/deberta/encoder/rel_embeddings.weight:0", "deberta.encoder.rel_embeddings.weight")]
    [InlineData("my_model/classifier/bias:0", "classifier.bias")]
    public void ToPyTorch_EveryKindOfName(string keras, string expected) => Assert.Equal(expected, KerasNames.ToPyTorch(keras, "my_model"));

    [Theory]
    [InlineData("BertModel", "tf_bert_model_1")]
    [InlineData("MPNetForMaskedLM", "tfmp_net_for_masked_lm_1")]
    [InlineData("XLMRobertaForQuestionAnswering", "tfxlm_roberta_for_question_answering_1")]
    public void Scope_IsKerassFormOfAClass(string className, string expected) => Assert.Equal(expected, KerasPlace.Scope(className));

    [Theory]
    [InlineData("bert", "masked-lm", "BertForMaskedLM")]
    [InlineData("distilbert", "masked-lm", "DistilBertForMaskedLM")]
    [InlineData("roberta", "masked-lm", "RobertaForMaskedLM")]
    [InlineData("electra", "masked-lm", "ElectraForMaskedLM")]
    [InlineData("albert", "masked-lm", "AlbertForMaskedLM")]
    [InlineData("mpnet", "masked-lm", "MPNetForMaskedLM")]
    [InlineData("deberta-v2", "masked-lm", "DebertaV2ForMaskedLM")]
    [InlineData("bert", "question-answering", "BertForQuestionAnswering")]
    [InlineData("roberta", "base", "RobertaModel")]
    public void Write_OtherHeads_AreReadBack(string architecture, string head, string className)
    {
        string path = Path.Combine(_folder, "tf_model.h5");
        using var original = WeightFiles.Open(TinyModels.Folder(architecture, head));
        KerasWriter.Write(path, new WeightsToWrite(architecture, className, original.Weights));
        using var found = WeightFiles.Open(path);
        string prefix = head == "base" ? KerasLayouts.Find(architecture)!.Encoder + "." : "";
        foreach (var entry in original.Entries)
        {
            Assert.True(found.TryGet(prefix + entry.Name, out var other), entry.Name);
            Assert.True(original.ReadBytes(entry.Name).SequenceEqual(found.ReadBytes(other.Name)), entry.Name);
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string WithoutClass(string name) => name[(name.IndexOf('/', StringComparison.Ordinal) + 1)..];

    private static void Save(WeightFiles weights, string architecture, string path)
    {
        string folder = TinyModels.Folder(architecture, Head);
        var config = ModelConfig.Load(Matiz.Files.ModelFiles.InFolder(folder));
        KerasWriter.Write(path, new WeightsToWrite(architecture, config.Architectures[0], weights.Weights));
    }

    // Groups, lists, shapes; without what the reference's file has beside: dropout layers, which are numbered as a process makes them, and
    // the pooler of MPNet that nothing reads.
    private static string Describe(string path, bool isWhole)
    {
        using var file = Hdf5File.Open(path);
        var text = new StringBuilder();
        foreach (string layer in file.Root.Texts("layer_names")!)
        {
            var group = file.Root.Group(layer)!;
            string[] names = group.Texts("weight_names")!;
            if (!isWhole && layer.StartsWith("dropout_", StringComparison.Ordinal)) continue;
            text.AppendLine(layer);
            foreach (string name in names.Where(name => !name.Contains("/mpnet/pooler/", StringComparison.Ordinal)))
                text.AppendLine($"  {name} [{string.Join(", ", group.Dataset(name)!.Shape)}]");
        }

        text.AppendLine(string.Join(' ', file.Root.Names.Where(name => !name.StartsWith("dropout_", StringComparison.Ordinal))));
        return text.ToString();
    }
}
