using System.Diagnostics;
using System.Net.Http.Headers;
using System.Threading.Channels;

namespace Confab.Floor;

/// <summary>The same calls as the server makes, by a few workers: no lanes, no signature, no second try.</summary>
internal sealed class Outbox
{
    private const int Workers = 16;
    private static readonly MediaTypeHeaderValue Json = new("application/json");
    private readonly Channel<Func<Task>> queue = Channel.CreateUnbounded<Func<Task>>();
    private static readonly HttpClient Client = new(new SocketsHttpHandler { UseProxy = false, UseCookies = false, ActivityHeadersPropagator = null });
    private readonly IRows rows;
    private readonly Uri? receiver;
    private readonly Uri? line;

    public Outbox(IRows rows, string receiver, string line)
    {
        this.rows = rows;
        (this.receiver, this.line) = (receiver.Length > 0 ? new Uri(receiver) : null, line.Length > 0 ? new Uri(line + "/v2/bot/message/push") : null);
        for (var i = 0; i < Workers; i++)
            _ = Task.Run(WorkAsync);
    }

    /// <summary>Tells the receiver of a message, and writes that it is done.</summary>
    public void Deliver(Guid job, string type, Message message) => queue.Writer.TryWrite(async () =>
    {
        var begin = Stopwatch.GetTimestamp();
        await PostAsync(receiver, [.. "{\"type\":\""u8, .. System.Text.Encoding.ASCII.GetBytes(type), .. "\",\"data\":"u8, .. message.ToJson(), (byte)'}'], null);
        await rows.WriteAsync(Row.Delivered(job, type, message, (int)Stopwatch.GetElapsedTime(begin).TotalMilliseconds), Row.Done(job));
    });

    /// <summary>Hands a message to the provider, writes what became of it, and tells the receiver of that.</summary>
    public void Push(Guid job, Message message) => queue.Writer.TryWrite(async () =>
    {
        await PostAsync(line, message.ToJson(), message.Id);
        var (sent, told) = (message with { Delivery = "sent" }, Guid.CreateVersion7());
        await rows.WriteAsync(Row.Changed(sent), Row.Told(sent), Row.Queued(told, sent), Row.Done(job));
        Deliver(told, "conversation_message_updated", sent);
    });

    private static async Task PostAsync(Uri? target, byte[] body, Guid? retryKey)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, target) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = Json;
        if (retryKey is { } key)
            request.Headers.Add("X-Line-Retry-Key", key.ToString());
        using var response = await Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    private async Task WorkAsync()
    {
        await foreach (var call in queue.Reader.ReadAllAsync())
            await call();
    }
}
