using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Matiz.Formats.Json;
using Microsoft.Extensions.Logging;

namespace Matiz.Server.Logging;

/// <summary>
/// Messages, one a line: warnings and errors of everybody, what the server says of its models, and requests where they are wanted. Of an
/// exception only the type is written, since its message may hold what was being read.
/// </summary>
internal sealed class LineLoggerProvider(TextWriter writer, MatizLogOptions options) : ILoggerProvider
{
    private const string Host = "Microsoft.Extensions.Hosting.Internal.Host";

    private readonly Lock _gate = new();

    public ILogger CreateLogger(string categoryName) => new LineLogger(this, categoryName);

    public void Dispose()
    {
        // The writer is its owner's.
    }

    // The host logs what ends its start, and throws it to whoever says it then.
    private bool IsWanted(string category, LogLevel level) => level != LogLevel.None && category is not Host && (level >= LogLevel.Warning
        || (level == LogLevel.Information && category switch
        {
            LogNames.Models => options.Models,
            LogNames.Requests => options.Requests,
            _ => false,
        }));

    private void Write(string line)
    {
        lock (_gate) writer.WriteLine(line);
    }

    private string Plain(LogLevel level, string message) => level switch
    {
        >= LogLevel.Error => $"{options.ProgramName}: error: {Clean(message)}",
        LogLevel.Warning => $"warning: {Clean(message)}",
        _ => $"{options.ProgramName}: {Clean(message)}",
    };

    private static string Json(string category, LogLevel level, string message, object? state)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, JsonStyles.Line))
        {
            json.WriteStartObject();
            json.WriteString("time", DateTimeOffset.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
            json.WriteString("level", level.ToString());
            json.WriteString("category", category);
            json.WriteString("message", message);
            if (state is RequestEntry entry)
            {
                foreach (var (name, value) in entry) Write(json, name, value);
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter json, string name, object? value)
    {
        json.WritePropertyName(name);
        switch (value)
        {
            case int number: json.WriteNumberValue(number); break;
            case long number: json.WriteNumberValue(number); break;
            case double number: json.WriteNumberValue(number); break;
            default: json.WriteStringValue(value as string); break;
        }
    }

    // Whatever a name or a path holds, it is one line and moves no cursor.
    private static string Clean(string message) => message.AsSpan().IndexOfAnyInRange('\0', '\x1f') < 0 && !message.Contains('\x7f')
        ? message
        : string.Create(message.Length, message, static (line, source) =>
        {
            for (int i = 0; i < line.Length; i++) line[i] = char.IsControl(source[i]) ? ' ' : source[i];
        });

    private sealed class LineLogger(LineLoggerProvider provider, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => provider.IsWanted(category, logLevel);

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!IsEnabled(logLevel)) return;
            string message = formatter(state, null);
            if (exception is not null) message = $"{message} ({exception.GetType().Name})";
            provider.Write(provider.Line(category, logLevel, message, state));
        }
    }

    private string Line(string category, LogLevel level, string message, object? state) =>
        options.Json ? Json(category, level, message, state) : Plain(level, message);
}
