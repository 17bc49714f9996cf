using System.Text.Json;
using Matiz.Data.Tables;
using Matiz.Formats.Json;
using Matiz.Formats.Tables;

namespace Matiz.Data.JsonLines;

/// <summary>All columns of JSON objects, one a line or in one array.</summary>
/// <param name="isArray">Whether they stand in one array.</param>
internal sealed class JsonTable(bool isArray) : TableFormat
{
    public override TableReader Open(DataSource source, bool asTexts = false) => new JsonTableReader(source, isArray, asTexts);

    public override TableWriter Create(Stream destination, TableSchema schema, string name)
    {
        RequireNoBytes(name, schema, "JSON");
        return new JsonTableWriter(destination, schema, isArray, name);
    }
}

/// <summary>Reads JSON objects twice: for their keys and types, and for their values.</summary>
internal sealed class JsonTableReader : TableReader
{
    private const int RowsAtOnce = 1024, BytesAtOnce = 1 << 22;

    private readonly DataSource _source;
    private readonly bool _isArray, _asTexts;

    public JsonTableReader(DataSource source, bool isArray, bool asTexts)
    {
        (_source, _isArray, _asTexts) = (source, isArray, asTexts);
        var types = new JsonTypes(source.DisplayName, asTexts);
        long count = 0;
        using var file = new OpenedSource(source);
        foreach (var (json, line) in JsonRows.Objects(file.OpenTable(), source.DisplayName, isArray))
        {
            types.See(json.Span, line);
            count++;
        }

        (Schema, RowCount) = (types.Schema, count);
    }

    public override TableSchema Schema { get; }

    public override long? RowCount { get; }

    public override IEnumerable<TableBatch> Read(IReadOnlyList<int> columns)
    {
        using var file = new OpenedSource(_source);
        var row = new JsonValues([.. columns.Select(column => Schema.Columns[column])], _asTexts);
        int rows = 0, bytes = 0;
        foreach (var (json, _) in JsonRows.Objects(file.OpenTable(), _source.DisplayName, _isArray))
        {
            row.Add(json.Span);
            bytes += json.Length;
            if (++rows < RowsAtOnce && bytes < BytesAtOnce) continue;
            yield return row.Build(rows);
            (rows, bytes) = (0, 0);
        }

        if (rows > 0) yield return row.Build(rows);
    }
}

/// <summary>Writes a JSON object a row. Values that are missing are null.</summary>
internal sealed class JsonTableWriter : TableWriter
{
    private readonly Stream _destination;
    private readonly TableSchema _schema;
    private readonly Utf8JsonWriter _json;
    private readonly JsonEncodedText[] _names;
    private readonly bool _isArray;
    private readonly string _name;
    private bool _any;

    public JsonTableWriter(Stream destination, TableSchema schema, bool isArray, string name)
    {
        (_destination, _schema, _isArray, _name) = (destination, schema, isArray, name);
        _json = new Utf8JsonWriter(destination, JsonStyles.Line);
        _names = [.. schema.Columns.Select(column => JsonEncodedText.Encode(column.Name, JsonStyles.Line.Encoder))];
        if (isArray) destination.Write("["u8);
    }

    public override void Write(TableBatch batch)
    {
        for (int row = 0; row < batch.RowCount; row++)
        {
            if (_isArray) _destination.Write(_any ? ",\n"u8 : "\n"u8);
            _any = true;
            _json.WriteStartObject();
            for (int i = 0; i < _names.Length; i++)
            {
                _json.WritePropertyName(_names[i]);
                ColumnValues.WriteJson(_json, batch.Columns[i], _schema.Columns[i], row, _name);
            }

            _json.WriteEndObject();
            _json.Flush();
            _json.Reset();
            if (!_isArray) _destination.Write("\n"u8);
        }
    }

    public override void Complete()
    {
        if (_isArray) _destination.Write("\n]\n"u8);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _json.Dispose();
        base.Dispose(disposing);
    }
}
