//! One answer to one question while a page is rendered.
//!
//! What is below something that is waited for is made twice: to find what it waits for, and to be rendered. Each asks. The
//! browser takes the first answer over and the page shows the second: were they not the same, it could not take over
//! the page.

use std::any::{Any, TypeId};
use std::sync::{Arc, Mutex, PoisonError};

use futures::FutureExt;
use futures::future::{BoxFuture, Shared};
use leptos::prelude::use_context;

use crate::error::Error;

/// The answers of one request. In its context; clones share them.
#[derive(Clone, Default)]
pub struct Answers {
    asked: Arc<Mutex<Vec<Asked>>>,
}

/// A question and its [`Known`] answer.
struct Asked {
    /// The type of what asks, which no other place in the code has.
    place: TypeId,
    known: Box<dyn Any + Send>,
}

type Answer<T> = Shared<BoxFuture<'static, Result<T, Error>>>;

struct Known<S, T> {
    source: S,
    answer: Answer<T>,
}

/// Asks, unless that was asked for the same page before.
pub(super) fn ask<S, T, A, F>(source: S, ask: &F) -> BoxFuture<'static, Result<T, Error>>
where
    S: PartialEq + Clone + Send + 'static,
    T: Clone + Send + Sync + 'static,
    A: Future<Output = Result<T, Error>> + Send + 'static,
    F: Fn(S) -> A + 'static,
{
    match use_context::<Answers>() {
        Some(answers) => answers.answer(source, ask).boxed(),
        None => ask(source).boxed(),
    }
}

impl Answers {
    fn answer<S, T, A, F>(&self, source: S, ask: &F) -> Answer<T>
    where
        S: PartialEq + Clone + Send + 'static,
        T: Clone + Send + Sync + 'static,
        A: Future<Output = Result<T, Error>> + Send + 'static,
        F: Fn(S) -> A + 'static,
    {
        let place = TypeId::of::<F>();
        // Nothing panics while it is locked.
        let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        let here = asked.iter().filter(|asked| asked.place == place);
        let mut known = here.filter_map(|asked| asked.known.downcast_ref::<Known<S, T>>());
        if let Some(known) = known.find(|known| known.source == source) {
            return known.answer.clone();
        }
        let answer = ask(source.clone()).boxed().shared();
        asked.push(Asked { place, known: Box::new(Known { source, answer: answer.clone() }) });
        answer
    }
}

#[cfg(test)]
mod tests {
    use std::future::ready;

    use super::*;

    #[test]
    fn each_place_asks_each_question_once() {
        let answers = Answers::default();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let count = asked.clone();
        let double = move |source: u32| {
            count.lock().expect("whole").push(source);
            ready(Ok::<_, Error>(source * 2))
        };
        let elsewhere = |source: u32| ready(Ok::<_, Error>(source + 1));
        let now = |answer: Answer<u32>| answer.now_or_never().expect("ready");
        for (source, answer) in [(3, 6), (4, 8), (3, 6)] {
            assert_eq!(now(answers.answer(source, &double)), Ok(answer));
            assert_eq!(now(answers.answer(source, &elsewhere)), Ok(source + 1));
        }
        assert_eq!(*asked.lock().expect("whole"), [3, 4]);
        assert_eq!(now(Answers::default().answer(3, &double)), Ok(6), "another page asks for itself");
        assert_eq!(*asked.lock().expect("whole"), [3, 4, 3]);
    }
}
