using System.Data.Common;
using Confab.Flows.Actions;
using Confab.Store;

namespace Confab.Flows;

/// <summary>
/// Runs an activeflow from where it stands: many actions in one unit of work, each with its effects, until one has to wait. A crash
/// between any two actions repeats none.
/// </summary>
internal sealed partial class FlowEngine(ActionList kinds, FlowStart start, ILogger<FlowEngine> log)
{
    /// <summary>The most actions that one activeflow executes.</summary>
    public const int MaxSteps = 1000;

    /// <summary>So many actions at most hold the database in one unit of work.</summary>
    private const int MaxPerUnit = 50;

    /// <summary>Runs on; returns what to wait for, or null when the activeflow has ended.</summary>
    public async Task<Pause?> RunAsync(Unit unit, Activeflow activeflow, FlowState state)
    {
        var actions = Wire.Read(activeflow.Actions, FlowsJson.Wire.ListFlowAction);
        var run = new FlowRun(unit, activeflow, state);
        for (var i = 0; i < MaxPerUnit; i++)
        {
            var index = actions.FindIndex(action => action.Id == state.Next);
            if (index < 0)
                return await EndAsync(unit, activeflow, state, null, completed: true);
            var action = actions[index];
            if (state.Steps >= MaxSteps)
                return await EndAsync(unit, activeflow, state, new ActiveflowErrorJson(action.Id, $"More than {MaxSteps} actions were executed."));
            state.Steps++;
            state.Executed.Add(new Executed(action.Id, unit.Now));
            state.Next = action.NextId != Guid.Empty ? action.NextId : index + 1 < actions.Count ? actions[index + 1].Id : Guid.Empty;
            run.ActionId = action.Id;
            switch (await StepAsync(run, action))
            {
                case Step.Go { Target: var target }:
                    state.Next = target != Guid.Empty ? target : state.Next;
                    break;
                case Step.Sleep sleep:
                    return await SaveAsync(unit, activeflow, state, new Pause(sleep.Until));
                case Step.Call call:
                    state.Pending = call.Request;
                    return await SaveAsync(unit, activeflow, state, new Pause(unit.Now, Call: call.Request));
                case Step.AwaitMessage message:
                    return await SaveAsync(unit, activeflow, state, new Pause(unit.Now + TimeSpan.FromHours(24), message.MessageId));
                case Step.Stop:
                    return await EndAsync(unit, activeflow, state, null, completed: true);
                case Step.Fail fail:
                    return await EndAsync(unit, activeflow, state, new ActiveflowErrorJson(action.Id, fail.Why));
            }
        }
        return await SaveAsync(unit, activeflow, state, new Pause(unit.Now, KeepsLane: true));
    }

    /// <summary>Ends an activeflow; one that has completed starts what follows it.</summary>
    public async Task<Pause?> EndAsync(Unit unit, Activeflow activeflow, FlowState state, ActiveflowErrorJson? error, bool completed = false)
    {
        state.Pending = null;
        var ended = activeflow with
        {
            Status = Activeflow.Ended,
            State = Wire.Text(state, FlowsJson.Wire.FlowState),
            ErrorActionId = error?.ActionId ?? Guid.Empty,
            ErrorMessage = error?.Message ?? "",
            TmUpdate = unit.Now
        };
        await ActiveflowQueries.UpdateAsync(unit, ended);
        await start.AnnounceAsync(unit, "activeflow_updated", ended);
        if (completed)
            await start.ChainAsync(unit, ended, state);
        return null;
    }

    /// <summary>Executes one action. What it refuses ends the flow; a fault of ours does too, for it would come again; the database's own do not.</summary>
    private async Task<Step> StepAsync(FlowRun run, FlowAction action)
    {
        try
        {
            return await kinds.Find(action.Type)!.RunAsync(run, new JsonBody(action.Option));
        }
        catch (ProblemException e) when (e.Problem.Http < 500)
        {
            return new Step.Fail(e.Problem.Message);
        }
        catch (Exception e) when (e is not (DbException or ProblemException))
        {
            LogFailed(e, action.Type, run.Id);
            return new Step.Fail("The action failed unexpectedly.");
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "a {Type} action of activeflow {Id} failed unexpectedly")]
    private partial void LogFailed(Exception e, string type, Guid id);

    private static async Task<Pause> SaveAsync(Unit unit, Activeflow activeflow, FlowState state, Pause pause)
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
