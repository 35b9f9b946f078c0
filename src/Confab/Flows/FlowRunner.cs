using Confab.Flows.Actions;
using Confab.Messages;
using Confab.Store;

namespace Confab.Flows;

/// <summary>
/// Runs an activeflow from where it stands: many actions in one unit of work, each with its effects, until one has to wait. A crash
/// between any two actions repeats none.
/// </summary>
internal sealed class FlowRunner(FlowEngine engine, FlowStart start, MessageSending sending, SmsSending sms, Jobs jobs)
{
    /// <summary>So many actions at most hold the database in one unit of work.</summary>
    private const int MaxPerUnit = 50;

    /// <summary>Runs on, with the answer that it waited for if it did; returns what to wait for, or null when that is nothing that comes by itself.</summary>
    public async Task<Pause?> RunAsync(Unit unit, Activeflow activeflow, FlowState state, CallAnswer? answer)
    {
        var run = new FlowRun(activeflow, state, new FlowWorld(unit, activeflow, sending, sms, jobs));
        for (var i = 0; i < MaxPerUnit; i++)
        {
            switch (i == 0 && answer is not null ? await engine.AnswerAsync(run, answer) : await engine.NextAsync(run))
            {
                case null or Step.Stop:
                    return await EndAsync(unit, activeflow, state, null, completed: true);
                case Step.Fail fail:
                    return await EndAsync(unit, activeflow, state, fail.Why);
                case Step.Sleep sleep:
                    return await SaveAsync(unit, activeflow, state, new Pause(sleep.Until));
                case Step.Call call:
                    return await SaveAsync(unit, activeflow, state, new Pause(unit.Now, Call: call.Request));
                case Step.AwaitMessage message:
                    return await SaveAsync(unit, activeflow, state, new Pause(unit.Now + TimeSpan.FromHours(24), message.MessageId));
                case Step.Block:
                    await start.AnnounceAsync(unit, "activeflow_updated", activeflow with { State = Wire.Text(state, FlowsJson.Wire.FlowState), TmUpdate = unit.Now });
                    return await SaveAsync(unit, activeflow, state, null);
            }
        }
        return await SaveAsync(unit, activeflow, state, new Pause(unit.Now, KeepsLane: true));
    }

    /// <summary>Goes on after a block, with fields that become variables.</summary>
    /// <exception cref="ProblemException">It does not wait at a block, or a variable may not be set.</exception>
    public async Task<Activeflow> ContinueAsync(Unit unit, Activeflow activeflow, JsonBody fields)
    {
        var state = Wire.Read(activeflow.State, FlowsJson.Wire.FlowState);
        if (activeflow.Status != Activeflow.Running || !state.Blocked)
            throw Problem.State("STATE_INVALID", "The activeflow does not wait at a block.").AsException();
        if (new FlowRun(activeflow, state, new FlowWorld(unit, activeflow, sending, sms, jobs)).SetAll(fields.Root) is { } fault)
            throw Problem.Invalid("body", fault).AsException();
        state.Blocked = false;
        var continued = activeflow with { State = Wire.Text(state, FlowsJson.Wire.FlowState), TmUpdate = unit.Now };
        await ActiveflowQueries.UpdateAsync(unit, continued);
        jobs.Add(unit, FlowHandler.JobFor(continued, FlowHandler.OwnLane(continued)));
        return continued;
    }

    /// <summary>Ends an activeflow; one that has completed starts what follows it.</summary>
    public async Task<Pause?> EndAsync(Unit unit, Activeflow activeflow, FlowState state, string? why, bool completed = false)
    {
        var (next, fault) = completed ? await FlowStart.FindNextAsync(unit, activeflow, state) : (null, why);
        (state.Pending, state.Blocked) = (null, false);
        var ended = activeflow with
        {
            Status = Activeflow.Ended,
            State = Wire.Text(state, FlowsJson.Wire.FlowState),
            ErrorActionId = fault is null || state.Executed.Count == 0 ? Guid.Empty : state.Executed[^1].Id,
            ErrorMessage = fault ?? "",
            TmUpdate = unit.Now
        };
        await ActiveflowQueries.UpdateAsync(unit, ended);
        await start.AnnounceAsync(unit, "activeflow_updated", ended);
        if (next is not null)
            await start.ChainAsync(unit, next, ended, state);
        return null;
    }

    private static async Task<Pause?> SaveAsync(Unit unit, Activeflow activeflow, FlowState state, Pause? pause)
    {
        await ActiveflowQueries.UpdateAsync(unit, activeflow with { State = Wire.Text(state, FlowsJson.Wire.FlowState), TmUpdate = unit.Now });
        return pause;
    }
}

/// <summary>What an activeflow waits for.</summary>
/// <param name="Until">A moment.</param>
/// <param name="MessageId">A message of which it must be known what became, if that is sooner.</param>
/// <param name="Call">A call that has to be made first.</param>
/// <param name="KeepsLane">Whether it only lets others at the database, and is no wait in the order of messages.</param>
internal sealed record Pause(Timestamp Until, Guid? MessageId = null, FlowCall? Call = null, bool KeepsLane = false);
