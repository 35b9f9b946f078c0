using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;

namespace Confab.Store;

/// <summary>A <see cref="Page{T}"/> whose rows are written as they are read, and the answer that shows it.</summary>
internal sealed class WrittenPage : IResult, IDisposable
{
    private static readonly JsonWriterOptions Options = Wire.Writer with { SkipValidation = true };

    private readonly Pipe pipe = new(new PipeOptions(pauseWriterThreshold: 0));
    private readonly Utf8JsonWriter writer;
    private readonly int size;
    private (Timestamp Time, Guid Id) last;
    private int count;
    private bool isTied;

    /// <param name="size">How many rows it has at most.</param>
    public WrittenPage(int size)
    {
        this.size = size;
        writer = new Utf8JsonWriter(pipe.Writer, Options);
        writer.WriteStartObject();
        writer.WriteStartArray("result");
    }

    /// <summary>Whether it has no rows.</summary>
    public bool IsEmpty => count == 0;

    /// <summary>Writes a row. Of the one behind the last only its time counts; then it wants no more, and returns false.</summary>
    public bool Take(IRow row, RowWriter rows)
    {
        var key = rows.Key(row);
        if (count == size)
        {
            isTied = key.Time == last.Time;
            return false;
        }
        rows.Write(row, writer);
        (last, count) = (key, count + 1);
        return true;
    }

    /// <inheritdoc />
    public async Task ExecuteAsync(HttpContext http)
    {
        writer.WriteEndArray();
        writer.WriteString("next_page_token", IsEmpty ? "" : PageRequest.Token(last, isTied));
        writer.WriteEndObject();
        Dispose();
        await pipe.Writer.CompleteAsync();
        var body = (await pipe.Reader.ReadAsync()).Buffer;
        (http.Response.ContentType, http.Response.ContentLength) = ("application/json; charset=utf-8", body.Length);
        foreach (var part in body)
            http.Response.BodyWriter.Write(part.Span);
        await pipe.Reader.CompleteAsync();
        await http.Response.BodyWriter.FlushAsync();
    }

    /// <summary>Ends what is written.</summary>
    public void Dispose() => writer.Dispose();
}
