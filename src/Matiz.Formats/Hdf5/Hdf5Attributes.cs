using System.Text;

namespace Matiz.Formats.Hdf5;

/// <summary>The attributes of an object that hold texts.</summary>
internal sealed class Hdf5Attributes(Hdf5Bytes file, Hdf5GlobalHeap heap, IReadOnlyList<Hdf5Message> messages, string owner)
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The texts of an attribute, in their order; null where there is no such attribute.</summary>
    /// <remarks>An attribute of no element may have any type: Keras gives that of numbers to an empty list of names.</remarks>
    /// <exception cref="Hdf5Exception">It holds something else, breaks the format, or attributes lie where they are not read.</exception>
    public string[]? Texts(string name)
    {
        foreach (var message in messages)
        {
            if (message.Type != Hdf5Message.Attribute) continue;
            var cursor = message.Open(file, "an attribute");
            if (TryOpen(ref cursor, name, out var type, out long[]? shape)) return ReadTexts(ref cursor, name, type!, shape);
        }

        RequireNoneElsewhere(name);
        return null;
    }

    // In version 1 name, type and shape are filled up to a multiple of eight bytes.
    private static bool TryOpen(ref Hdf5Cursor cursor, string name, out Hdf5Type? type, out long[]? shape)
    {
        (type, shape) = (null, null);
        int version = cursor.Byte(), flags = cursor.Byte();
        if (version is < 1 or > 3) throw cursor.Fault($"has version {version}, expected 1 to 3");
        int nameBytes = cursor.UInt16(), typeBytes = cursor.UInt16(), spaceBytes = cursor.UInt16();
        if (version == 3) cursor.Skip(1);
        var found = cursor.Bytes(Padded(nameBytes));
        int end = found.IndexOf((byte)0);
        if (!found[..(end < 0 ? found.Length : end)].SequenceEqual(Strict.GetBytes(name))) return false;
        if (version > 1 && flags != 0) throw cursor.Fault("shares its type or shape with another object, which is not read here");
        var typeCursor = cursor.Part(Padded(typeBytes));
        type = Hdf5Type.Read(ref typeCursor);
        var spaceCursor = cursor.Part(Padded(spaceBytes));
        shape = Hdf5Space.Read(ref spaceCursor);
        return true;

        int Padded(int length) => version == 1 ? (length + 7) / 8 * 8 : length;
    }

    private string[] ReadTexts(ref Hdf5Cursor cursor, string name, Hdf5Type type, long[]? shape)
    {
        long count = shape is null ? 0 : 1;
        foreach (long length in shape ?? [])
        {
            if (length > cursor.Left) throw cursor.Fault($"claims {length} texts in {cursor.Left} bytes");
            count = Math.Min(count * length, int.MaxValue);
        }

        if (count == 0) return [];
        if (type.Kind is not (Hdf5TypeKind.Text or Hdf5TypeKind.FixedText))
        {
            throw file.Fault(
                $"the attribute '{name}' of {owner} is {type.Name}, expected texts. Is this a file of weights that Keras saved?");
        }

        if (count * type.Size > cursor.Left) throw cursor.Fault($"claims {count} texts in {cursor.Left} bytes");
        string[] texts = new string[count];
        for (int i = 0; i < texts.Length; i++)
        {
            var bytes = type.Kind == Hdf5TypeKind.FixedText ? cursor.Bytes(type.Size) : FromHeap(ref cursor);
            file.Spend(bytes.Length);
            texts[i] = Decode(bytes, name);
        }

        return texts;
    }

    private ReadOnlySpan<byte> FromHeap(ref Hdf5Cursor cursor)
    {
        uint length = cursor.UInt32();
        ulong collection = cursor.UInt64();
        uint index = cursor.UInt32();
        return length == 0 ? [] : heap.Find(collection, index, length);
    }

    private string Decode(ReadOnlySpan<byte> bytes, string name)
    {
        int end = bytes.IndexOf((byte)0);
        try
        {
            return Strict.GetString(end < 0 ? bytes : bytes[..end]);
        }
        catch (DecoderFallbackException exception)
        {
            throw file.Fault(
                $"the attribute '{name}' of {owner} has a text that is not UTF-8. {Hdf5Exception.Damaged}", exception);
        }
    }

    private void RequireNoneElsewhere(string name)
    {
        foreach (var message in messages)
        {
            if (message.Type != Hdf5Message.AttributeInfo) continue;
            var cursor = message.Open(file, "an attribute list");
            cursor.RequireVersion(0);
            if ((cursor.Byte() & 1) != 0) cursor.Skip(2);
            if (cursor.UInt64() == Hdf5Bytes.Nowhere) continue;
            throw file.Fault(
                $"the attributes of {owner} lie in dense storage, expected '{name}' in the object's header. "
                + "Save the file again with libver='earliest' (h5py).");
        }
    }
}
