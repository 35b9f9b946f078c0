using System.Text.Json;

namespace Confab.Basics;

/// <summary>The one translator: whatever went wrong becomes the API's error body.</summary>
internal sealed partial class ProblemAnswer(RequestDelegate next, ILogger<ProblemAnswer> log)
{
    /// <summary>Runs the request, and answers what it was refused for.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        context.Response.Headers["X-Request-Id"] = RequestId(context);
        try
        {
            await next(context);
            if (!context.Response.HasStarted && context.Response.ContentLength is null && context.Response.ContentType is null)
                await WriteStatusAsync(context);
        }
        catch (ProblemException e)
        {
            await WriteAsync(context, e.Problem);
        }
        catch (BadHttpRequestException e)
        {
            await WriteAsync(context, e.StatusCode == StatusCodes.Status413PayloadTooLarge ? Problem.BodyTooLarge : Problem.InvalidJson("The request could not be read."));
        }
        catch (Exception e) when (e is OperationCanceledException or IOException && context.RequestAborted.IsCancellationRequested)
        {
            context.Abort();
        }
        catch (Exception e)
        {
            LogUnexpected(e, RequestId(context), context.Request.Method, Path(context));
            await WriteAsync(context, Problem.Internal);
        }
    }

    /// <summary>What was called, without a token that stands in it.</summary>
    private static string Path(HttpContext context) =>
        (string?)context.Request.RouteValues["token"] is { Length: > 0 } token ? context.Request.Path.Value!.Replace(token, "(token)", StringComparison.Ordinal) : context.Request.Path;

    private static string RequestId(HttpContext context) =>
        (string)(context.Items["request_id"] ??= "req_" + Convert.ToHexString(Ids.Random().ToByteArray().AsSpan(0, 8)));

    private static Task WriteStatusAsync(HttpContext context) => context.Response.StatusCode switch
    {
        StatusCodes.Status404NotFound => WriteAsync(context, Problem.RouteNotFound),
        StatusCodes.Status405MethodNotAllowed => WriteAsync(context, Problem.MethodNotAllowed),
        StatusCodes.Status415UnsupportedMediaType => WriteAsync(context, Problem.ContentType),
        _ => Task.CompletedTask
    };

    private static async Task WriteAsync(HttpContext context, Problem problem)
    {
        if (context.Response.HasStarted)
        {
            context.Abort();
            return;
        }
        context.Response.StatusCode = problem.Http;
        context.Response.ContentType = "application/json; charset=utf-8";
        if (problem.RetryAfter is { } seconds)
            context.Response.Headers.RetryAfter = seconds.ToString();
        using var writer = new Utf8JsonWriter(context.Response.BodyWriter, Wire.Writer);
        writer.WriteStartObject();
        writer.WriteStartObject("error");
        writer.WriteString("status", problem.Status);
        writer.WriteString("reason", problem.Reason);
        writer.WriteString("message", problem.Message);
        writer.WriteString("request_id", RequestId(context));
        WriteDetails(writer, problem);
        writer.WriteEndObject();
        writer.WriteEndObject();
        await writer.FlushAsync();
    }

    private static void WriteDetails(Utf8JsonWriter writer, Problem problem)
    {
        if (problem is { Field: null, LimitedBy: null, Faults.Count: 0 })
            return;
        writer.WriteStartArray("details");
        foreach (var fault in problem.Faults.DefaultIfEmpty(new Fault("", "")))
        {
            writer.WriteStartObject();
            if (problem.LimitedBy is { } by)
                writer.WriteString("limited_by", by);
            if (fault.Field.Length > 0 || problem.Field is not null)
                writer.WriteString("field", fault.Field.Length > 0 ? fault.Field : problem.Field);
            if (fault.Message.Length > 0)
                writer.WriteString("message", fault.Message);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{RequestId}: {Method} {Path} failed unexpectedly")]
    private partial void LogUnexpected(Exception e, string requestId, string method, string path);
}
