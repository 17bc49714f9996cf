using System.Globalization;
using System.Text.Json;
using Matiz.Formats.Json;

namespace Matiz.Tokenizers.Loading;

/// <summary>
/// A place in a JSON file that knows its file and path, so that whatever is wrong there is said with both. Every read checks the kind
/// of value.
/// </summary>
internal readonly struct JsonCursor(JsonElement element, string file, string parentPath, string member = "")
{
    public JsonElement Element { get; } = element;

    /// <summary>The file that the JSON is of.</summary>
    public string File { get; } = file;

    /// <summary>The place, as in <c>model.vocab</c>; put together only where it is wanted, since a vocabulary has many.</summary>
    public string Path { get => field.Length == 0 || Name.Length == 0 ? field + Name : $"{field}.{Name}"; } = parentPath;

    private string Name { get; } = member;

    /// <summary>An error of this place; <paramref name="expected"/> completes "expected ...".</summary>
    public TokenizerException Error(string found, string expected) =>
        new(File, $"{(Path.Length == 0 ? "the file" : Path)} {found}; expected {expected}. Correct the file, or fetch it again.");

    /// <summary>The member of that name, or null if it is absent or null.</summary>
    public JsonCursor? Optional(string name)
    {
        RequireKind(JsonValueKind.Object, "an object");
        return Element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null
            ? new JsonCursor(value, File, Path, name)
            : null;
    }

    /// <summary>The member of that name.</summary>
    public JsonCursor Required(string name) =>
        Optional(name) ?? throw Error($"has no '{name}'", $"a member '{name}' that is not null");

    public string AsString()
    {
        if (PythonJson.IsNumberWord(Element)) throw WrongKind("a string");
        RequireKind(JsonValueKind.String, "a string");
        return Element.GetString()!;
    }

    public bool AsBoolean() => Element.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw WrongKind("true or false"),
    };

    /// <summary>A token id: 0 up to the limit of vocabularies.</summary>
    public int AsId() => Integer(0, Models.Vocabulary.IdLimit - 1);

    /// <summary>A type id, which has to fit a byte.</summary>
    public byte AsTypeId() => (byte)Integer(0, byte.MaxValue);

    /// <summary>A count from 0; more than an <see cref="int"/> holds reads as its maximum.</summary>
    public int AsCount()
    {
        RequireKind(JsonValueKind.Number, "a whole number");
        if (Element.TryGetUInt64(out ulong value)) return (int)Math.Min(value, int.MaxValue);
        throw Error($"is {Shown()}", "a whole number from 0");
    }

    /// <summary>Any number.</summary>
    public double AsNumber()
    {
        RequireKind(JsonValueKind.Number, "a number");
        return Element.GetDouble();
    }

    /// <summary>One of an enumeration's names, spelled exactly.</summary>
    public T AsEnum<T>()
        where T : struct, Enum
    {
        string name = AsString();
        return Enum.GetNames<T>().Contains(name, StringComparer.Ordinal)
            ? Enum.Parse<T>(name)
            : throw Error($"is '{name}'", $"one of {string.Join(", ", Enum.GetNames<T>())}");
    }

    public IEnumerable<JsonCursor> AsArray()
    {
        RequireKind(JsonValueKind.Array, "an array");
        return Items(this);

        static IEnumerable<JsonCursor> Items(JsonCursor self)
        {
            int index = 0;
            string path = self.Path;
            foreach (var item in self.Element.EnumerateArray())
            {
                yield return new JsonCursor(item, self.File, $"{path}[{index.ToString(CultureInfo.InvariantCulture)}]");
                index++;
            }
        }
    }

    /// <summary>The members in file order; one named twice comes twice.</summary>
    public IEnumerable<(string Name, JsonCursor Value)> AsObject()
    {
        RequireKind(JsonValueKind.Object, "an object");
        return Members(this);

        static IEnumerable<(string, JsonCursor)> Members(JsonCursor self)
        {
            string path = self.Path;
            foreach (var member in self.Element.EnumerateObject())
            {
                string name = member.Name;
                yield return (name, new JsonCursor(member.Value, self.File, path, name));
            }
        }
    }

    /// <summary>The number of members of an object.</summary>
    public int CountProperties()
    {
        RequireKind(JsonValueKind.Object, "an object");
        return Element.GetPropertyCount();
    }

    private int Integer(int minimum, int maximum)
    {
        RequireKind(JsonValueKind.Number, "a whole number");
        return Element.TryGetInt32(out int value) && value >= minimum && value <= maximum
            ? value
            : throw Error($"is {Shown()}", $"a whole number from {minimum} to {maximum}");
    }

    private void RequireKind(JsonValueKind kind, string expected)
    {
        if (Element.ValueKind != kind) throw WrongKind(expected);
    }

    private TokenizerException WrongKind(string expected) => Error($"is {Shown()}", expected);

    private string Shown()
    {
        if (Element.ValueKind is JsonValueKind.Object) return "an object";
        if (Element.ValueKind is JsonValueKind.Array) return "an array";
        string text = PythonJson.Restore(Element.GetRawText());
        return text.Length <= 60 ? text : text[..60] + "...";
    }
}
