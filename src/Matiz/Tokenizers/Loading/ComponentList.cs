using System.Collections;

namespace Matiz.Tokenizers.Loading;

/// <summary>The known components of one role, by the name that files give them.</summary>
internal sealed class ComponentList<T>(string role) : IEnumerable<string>
    where T : class
{
    private readonly Dictionary<string, Func<JsonCursor, T>> _readers = new(StringComparer.Ordinal);

    public void Add(string type, Func<JsonCursor, T> read) => _readers.Add(type, read);

    /// <summary>The component that <paramref name="json"/> describes, chosen by its <c>type</c>.</summary>
    public T Read(JsonCursor json) => Read(json, json.Required("type").AsString());

    /// <summary>The component that <paramref name="json"/> describes, of a given type.</summary>
    public T Read(JsonCursor json, string type) => _readers.TryGetValue(type, out var read)
        ? read(json)
        : throw new TokenizerException(json.File, $"{json.Path} is of the type '{type}', which is not a {role} known here; "
            + $"known are {string.Join(", ", this)}. Use a model whose tokenizer is made of these.");

    public IEnumerator<string> GetEnumerator() => _readers.Keys.Order(StringComparer.Ordinal).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
