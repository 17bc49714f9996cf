using System.Runtime.InteropServices;
using Matiz.Formats;
using Matiz.Formats.Arrays;
using Matiz.Formats.Safetensors;

namespace Matiz.Learning;

/// <summary>
/// A safetensors file with what a classifier or scaler learned: arrays by name, the kind in the metadata under <c>matiz.learned</c>.
/// </summary>
internal static class LearnedFile
{
    private const string KindKey = "matiz.learned";

    /// <summary>Gathers arrays; the file is replaced whole by <see cref="Commit"/> or not at all.</summary>
    internal sealed class Writer(string path, string kind) : IDisposable
    {
        private readonly List<TensorToWrite> _tensors = [];

        public void Add(string name, double[] values, params long[] shape) => Add<double>(name, values, shape);

        public void Add(string name, float[] values, params long[] shape) => Add<float>(name, values, shape);

        public void Add(string name, long[] values) => Add<long>(name, values, []);

        public void Commit() =>
            SafetensorsWriter.Write(path, _tensors, new Dictionary<string, string>(StringComparer.Ordinal) { [KindKey] = kind });

        public void Dispose() => _tensors.Clear();

        private void Add<T>(string name, T[] values, long[] shape)
            where T : unmanaged =>
            _tensors.Add(TensorToWrite.From<T>(name, shape.Length == 0 ? [values.Length] : shape, values));
    }

    /// <summary>Reads arrays and checks type and length; lengths come from a header that was checked against the file.</summary>
    internal sealed class Reader : IDisposable
    {
        private readonly SafetensorsFile _file;

        public Reader(string path)
        {
            _file = SafetensorsFile.Open(path);
            if (_file.Metadata.TryGetValue(KindKey, out string? kind))
            {
                Kind = kind;
                return;
            }

            _file.Dispose();
            throw LearningErrors.File(path, $"its metadata has no '{KindKey}'", "A classifier or scaler that Matiz saved");
        }

        public string Path => _file.Path;

        /// <summary>The type that was saved.</summary>
        public string Kind { get; }

        public double[] Doubles(string name, long? length = null) => Read<double>(name, ArrayDType.Float64, length);

        public float[] Floats(string name, long? length = null) => Read<float>(name, ArrayDType.Float32, length);

        public long[] Longs(string name, long? length = null) => Read<long>(name, ArrayDType.Int64, length);

        /// <summary>Doubles that must be finite.</summary>
        public double[] FiniteDoubles(string name, long? length = null)
        {
            var values = Doubles(name, length);
            int bad = Array.FindIndex(values, static value => !double.IsFinite(value));
            return bad < 0
                ? values
                : throw LearningErrors.File(Path, $"element {bad} of '{name}' is {LearningErrors.Text(values[bad])}", "A finite number");
        }

        public void RequireKind(string kind)
        {
            if (Kind != kind) throw LearningErrors.File(Path, $"it holds '{Kind}'", $"'{kind}'");
        }

        public void Dispose() => _file.Dispose();

        private T[] Read<T>(string name, ArrayDType type, long? length)
            where T : unmanaged
        {
            var tensor = _file[name];
            if (tensor.DType != type || (length is { } expected && tensor.ElementCount != expected))
            {
                throw LearningErrors.File(
                    Path, $"'{name}' has {tensor.ElementCount} elements of {tensor.DType}",
                    length is null ? $"An array of {type}" : $"{length} of {type}");
            }

            return MemoryMarshal.Cast<byte, T>(_file.Bytes(name)).ToArray();
        }
    }
}
