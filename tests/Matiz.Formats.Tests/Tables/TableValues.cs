using System.Globalization;
using System.Text.Json;
using Matiz.Formats.Tables;

namespace Matiz.Formats.Tests.Tables;

/// <summary>Values of tables as JSON, to be held to expected ones.</summary>
internal static class TableValues
{
    /// <summary>All rows, a list for each column.</summary>
    public static Dictionary<string, List<string>> Read(TableReader reader)
    {
        var names = reader.Schema.Columns.Select(column => column.Name).ToList();
        var values = names.ToDictionary(name => name, _ => new List<string>(), StringComparer.Ordinal);
        foreach (var batch in reader.Read())
        {
            for (int i = 0; i < names.Count; i++)
            {
                Assert.Equal(batch.RowCount, batch.Columns[i].Count);
                for (int row = 0; row < batch.RowCount; row++) values[names[i]].Add(ToJson(batch.Columns[i], row));
            }
        }

        return values;
    }

    /// <summary>The columns of a golden.</summary>
    public static Dictionary<string, List<string>> Expected(string path)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(path));
        return json.RootElement.EnumerateObject().ToDictionary(
            column => column.Name, column => column.Value.EnumerateArray().Select(Normal).ToList(), StringComparer.Ordinal);
    }

    public static void Equal(Dictionary<string, List<string>> expected, Dictionary<string, List<string>> found)
    {
        string[] beside = ["when", "big"];      // moments are not among the expected values, long texts are not in every file
        Assert.Equal(expected.Keys.Except(beside), found.Keys.Except(beside));
        foreach (string name in found.Keys.Where(expected.ContainsKey)) Assert.Equal(expected[name], found[name]);
    }

    public static string ToJson(Column values, int row)
    {
        if (values.IsMissing(row)) return "null";
        return values switch
        {
            TextColumn texts => JsonSerializer.Serialize(texts.TextAt(row)),
            IntegerColumn numbers => Number(numbers.Values[row]),
            FloatColumn numbers => Number(numbers.Values[row]),
            BooleanColumn flags => flags.Values[row] ? "true" : "false",
            ListColumn lists => "[" + string.Join(
                ",", Enumerable.Range(lists.Offsets[row], lists.Offsets[row + 1] - lists.Offsets[row]).Select(i => ToJson(lists.Items, i)))
                + "]",
            StructColumn structs => "{" + string.Join(
                ",", structs.Fields.Select((field, i) => $"\"{structs.Names[i]}\":{ToJson(field, row)}")) + "}",
            _ => throw new InvalidOperationException(),
        };
    }

    private static string Normal(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => "[" + string.Join(",", value.EnumerateArray().Select(Normal)) + "]",
        JsonValueKind.Number => Number(value.GetDouble()),
        JsonValueKind.String => JsonSerializer.Serialize(value.GetString()),
        _ => value.GetRawText(),
    };

    private static string Number(double value) => value.ToString(CultureInfo.InvariantCulture);
}
