using System.Net;
using Confab.Floor;

// The least that any server on this framework does for the same requests: parse, write the same rows in the same commits, answer, call out.
// No signature, no account, no check, no order, no retry. --mode none|sqlite|postgres says where the rows go.
var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.ClearProviders();
builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
var settings = builder.Configuration;
await using var rows = await RowsOf(settings["mode"], settings["database"] ?? "");
await rows.FillAsync(Enumerable.Range(0, 100 * 100).Select(i => Message.New(i % 100, $"Message {i / 100} of this conversation, as long as people write")));
var outbox = new Outbox(rows, settings["receiver"] ?? "", settings["line"] ?? "");
var app = builder.Build();

app.MapGet("/health/ready", (RequestDelegate)(http => Task.CompletedTask));

app.MapPost("/hook", (RequestDelegate)(async http =>
{
    var message = await ReadHookAsync(http);
    await rows.WriteAsync(Row.Received(message), Row.Longer(message), Row.Stored(message), Row.Told(message));
    await AnswerAsync(http, "{}"u8.ToArray());
}));

app.MapPost("/hook/delivered", (RequestDelegate)(async http =>
{
    var message = await ReadHookAsync(http);
    var told = Guid.CreateVersion7();
    await rows.WriteAsync(Row.Received(message), Row.Longer(message), Row.Stored(message), Row.Told(message), Row.Queued(told, message));
    outbox.Deliver(told, "conversation_message_created", message);
    await AnswerAsync(http, "{}"u8.ToArray());
}));

app.MapPost("/send", (RequestDelegate)(async http =>
{
    var send = await http.Request.ReadFromJsonAsync(FloorJson.Default.Send);
    var message = Message.New(Random.Shared.Next(10_000), send!.Text);
    var (told, pushed) = (Guid.CreateVersion7(), Guid.CreateVersion7());
    await rows.WriteAsync(Row.Longer(message), Row.Stored(message), Row.Told(message), Row.Queued(told, message), Row.Queued(pushed, message));
    outbox.Deliver(told, "conversation_message_created", message);
    outbox.Push(pushed, message);
    await AnswerAsync(http, message.ToJson());
}));

app.MapGet("/messages", (RequestDelegate)(async http =>
{
    var (conversation, size) = (int.Parse(http.Request.Query["conversation"]!), int.Parse(http.Request.Query["size"]!));
    await http.Response.WriteAsJsonAsync(new MessagePage(await rows.PageAsync(conversation, size), ""), FloorJson.Default.MessagePage);
}));

await app.RunAsync();

static async Task<Message> ReadHookAsync(HttpContext http)
{
    var hook = await http.Request.ReadFromJsonAsync(HookJson.Default.Hook);
    var item = hook!.Events[0];
    return Message.New(Random.Shared.Next(10_000), item.Message.Text) with { Key = item.WebhookEventId, Source = item.Source.UserId, ProviderId = item.Message.Id };
}

static ValueTask AnswerAsync(HttpContext http, byte[] body)
{
    http.Response.StatusCode = (int)HttpStatusCode.OK;
    http.Response.ContentType = "application/json";
    http.Response.ContentLength = body.Length;
    return new ValueTask(http.Response.Body.WriteAsync(body, 0, body.Length));
}

static async Task<IRows> RowsOf(string? mode, string database) => mode switch
{
    "none" => new NoRows(),
    "sqlite" => new SqliteRows(database),
    "postgres" => await PostgresRows.OpenAsync(database),
    _ => throw new ArgumentException("--mode none|sqlite|postgres")
};
