using System.Text;
using Matiz.Data;

namespace Matiz.Tests.Data;

/// <summary>Reads rows from a text in memory.</summary>
internal static class Rows
{
    public static List<Row> Read(string text, RowFormat? format, DataOptions? options = null, int step = int.MaxValue) =>
        Read(Encoding.UTF8.GetBytes(text), format, options, step);

    public static List<Row> Read(byte[] bytes, RowFormat? format, DataOptions? options = null, int step = int.MaxValue) =>
        [.. RowReader.Read([DataSource.FromStream(new SlowStream(bytes, step), "data", format)], options)];

    public static List<Row> ReadLabelled(
        string text, RowFormat format, ClassLabel? labels, ProblemType type = default, DataOptions? options = null)
    {
        var source = DataSource.FromStream(new MemoryStream(Encoding.UTF8.GetBytes(text)), "data", format);
        return [.. RowReader.ReadLabelled([source], labels, type, options)];
    }

    /// <summary>The whole message of the fault that reading ends with.</summary>
    public static string Fault(string text, RowFormat? format, DataOptions? options = null) =>
        Fault(Encoding.UTF8.GetBytes(text), format, options);

    public static string Fault(byte[] bytes, RowFormat? format, int step) =>
        Assert.Throws<DataException>(() => Read(bytes, format, null, step)).Message;

    public static string Fault(byte[] bytes, RowFormat? format, DataOptions? options = null) =>
        Assert.Throws<DataException>(() => Read(bytes, format, options)).Message;

    public static string LabelFault(
        string text, RowFormat format, ClassLabel? labels, ProblemType type = default, DataOptions? options = null) =>
        Assert.Throws<DataException>(() => ReadLabelled(text, format, labels, type, options)).Message;

    /// <summary><c>line:text</c> of each row.</summary>
    public static string[] Places(IEnumerable<Row> rows) => [.. rows.Select(row => $"{row.Source.Line}:{row.Text}")];
}
