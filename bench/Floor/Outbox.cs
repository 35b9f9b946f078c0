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
    private readonly Uri? receiver;
    private readonly Uri? line;

    public Outbox(string receiver, string line)
    {
        (this.receiver, this.line) = (receiver.Length > 0 ? new Uri(receiver) : null, line.Length > 0 ? new Uri(line + "/v2/bot/message/push") : null);
        for (var i = 0; i < Workers; i++)
            _ = Task.Run(WorkAsync);
    }

    /// <summary>Tells the receiver of a message.</summary>
    public void Deliver(Message message) => queue.Writer.TryWrite(() => TellAsync("conversation_message_created", message));

    /// <summary>Tells the receiver of a message, hands it to the provider, and tells the receiver of that.</summary>
    public void Push(Message message) => queue.Writer.TryWrite(async () =>
    {
        await TellAsync("conversation_message_created", message);
        await PostAsync(line, message.ToJson(), message.Id);
        await TellAsync("conversation_message_updated", message);
    });

    private Task TellAsync(string type, Message message) => PostAsync(receiver, [.. "{\"type\":\""u8, .. System.Text.Encoding.ASCII.GetBytes(type), .. "\",\"data\":"u8, .. message.ToJson(), (byte)'}'], null);

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
