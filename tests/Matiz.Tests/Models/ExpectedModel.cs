using System.Text.Json;
using Matiz.Formats.Safetensors;
using Matiz.Models;
using Matiz.Tensors;
using Matiz.Tensors.Operations;

namespace Matiz.Tests.Models;

/// <summary>
/// A tiny checkpoint of <c>tests/Goldens/tiny</c> and what the reference computes with it: padded arrays with a mask, here without
/// their padding.
/// </summary>
internal sealed class ExpectedModel : IDisposable
{
    private readonly SafetensorsFile _expected;
    private readonly float[] _mask;
    private readonly int _rows;
    private readonly int _width;

    public ExpectedModel(string architecture, string head)
    {
        Folder = TinyModels.Folder(architecture, head);
        _expected = SafetensorsFile.Open(Path.Combine(Folder, "expected.safetensors"));
        (_rows, _width) = ((int)_expected["input_ids"].Shape[0], (int)_expected["input_ids"].Shape[1]);
        _mask = Read("attention_mask");
        int[] offsets = new int[_rows + 1];
        for (int row = 0; row < _rows; row++) offsets[row + 1] = offsets[row] + (int)_mask.AsSpan(row * _width, _width).ToArray().Sum();
        Batch = new TokenBatch([.. RealTokens("input_ids").Select(id => (int)id)], offsets);
        Texts = JsonSerializer.Deserialize<string[]>(_expected.Metadata["texts"])!;
    }

    public static TheoryData<string, KernelVariant> Cases()
    {
        var cases = new TheoryData<string, KernelVariant>();
        foreach (string architecture in TinyModels.Names)
        {
            foreach (var variant in KernelTable.VariantsOf(Precision.Float32)) cases.Add(architecture, variant);
        }

        return cases;
    }

    public string Folder { get; }

    public TokenBatch Batch { get; }

    public string[] Texts { get; }

    public int[] Labels => [.. Read("labels").Select(label => (int)label)];

    /// <summary>The label of each real token.</summary>
    public int[] TokenLabels => [.. RealTokens("labels").Select(label => (int)label)];

    public IEnumerable<string> GradientNames =>
        _expected.Tensors.Select(tensor => tensor.Name).Where(name => name.StartsWith("grad.", StringComparison.Ordinal))
            .Select(name => name["grad.".Length..]);

    /// <summary>Whether the hidden states are there, which copies that had to be small leave out.</summary>
    public bool HasHiddenStates => Has("hidden_states.0");

    public bool Has(string name) => _expected.TryGet(name, out _);

    public float[] Read(string name)
    {
        float[] values = new float[_expected[name].ElementCount];
        _expected.ReadFloats(name, values);
        return values;
    }

    /// <summary>[rows, width, columns] or [rows, width] without the padding: [tokens, columns].</summary>
    public float[] RealTokens(string name)
    {
        float[] padded = Read(name);
        int columns = padded.Length / (_rows * _width);
        return [.. Enumerable.Range(0, _rows * _width).Where(token => _mask[token] != 0)
            .SelectMany(token => padded.Skip(token * columns).Take(columns))];
    }

    public void Dispose() => _expected.Dispose();
}
